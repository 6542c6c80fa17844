import type { Check, Judgement } from '../check.ts';
import { settingLines } from '../credential-facts.ts';
import { failed, listed, notJudged, passed, warned } from '../judgement.ts';
import { readLog } from '../log-facts.ts';
import type { LogFacts } from '../log-facts.ts';
import type { LogTarget } from '../targets.ts';

/** The documented [STARTUP] block, its lines in either order. */
export const logStartup: Check<LogTarget> = {
  id: 'log.startup',
  title: 'The log shows a verified start',
  asserts:
    'The log shows the [STARTUP] block: cache populated, four counters above zero, verified and ready.',
  group: 'log',
  dependsOn: [],
  run: async (target) => judgeStartup(target, readLog(await target.lines())),
};

/** The last start was not refused. */
export const logFatal: Check<LogTarget> = {
  id: 'log.fatal',
  title: 'The last start was not refused',
  asserts: 'No FATAL line since the last verified start.',
  group: 'log',
  dependsOn: [],
  run: async (target) => judgeFatal(readLog(await target.lines())),
};

/** Ticks reprice options: `Updated NIFTY: LTP=..., N options updated` with N above zero. */
export const logUpdates: Check<LogTarget> = {
  id: 'log.updates',
  title: 'The log shows options being repriced',
  asserts:
    'While the market is open, "Updated X: LTP=..., N options updated" has N above zero for every underlying that ticks.',
  group: 'log',
  dependsOn: [],
  run: judgeUpdates,
};

/** No line says that the option cache could not be updated. */
export const logWarnings: Check<LogTarget> = {
  id: 'log.warnings',
  title: 'The log shows no trouble with the option cache',
  asserts: 'No warning about the option cache since the last verified start.',
  group: 'log',
  dependsOn: [],
  run: async (target) => judgeWarnings(readLog(await target.lines())),
};

function judgeStartup(target: LogTarget, facts: LogFacts): Judgement {
  const expected =
    '[STARTUP] lines: cache populated with live data, four counters above zero, "Cache verified and ready"';
  const counters = Object.entries(facts.counters).map(([name, count]) => `${count ?? 'no'} ${name}`);
  const missing = [
    ...(facts.isPopulated ? [] : ['"Option chain cache populated with live data"']),
    ...Object.entries(facts.counters).flatMap(([name, count]) =>
      count !== undefined && count > 0 ? [] : [`${name} above zero (${count ?? 'absent'})`],
    ),
    ...(facts.isVerified ? [] : ['"Cache verified and ready"']),
  ];
  if (missing.length === 0) return passed(expected, counters.join(', '));
  const remedy = `Restart the backend with its credentials set (${settingLines()}) and read ${target.source} from its start.`;
  return failed(expected, `${facts.lineCount} lines without ${listed(missing)}`, remedy);
}

function judgeFatal({ fatal, fatalBeforeStart }: LogFacts): Judgement {
  const expected = 'no FATAL line since the last verified start';
  if (fatal.length > 0)
    return failed(
      expected,
      listed(fatal, 2),
      `Mend the cause named above it, usually the credentials: ${settingLines()}, then restart.`,
    );
  return passed(expected, fatalBeforeStart === 0 ? 'none' : `none since; ${fatalBeforeStart} before it`);
}

async function judgeUpdates(target: LogTarget): Promise<Judgement> {
  const expected =
    '"Updated NIFTY: LTP=..., N options updated" with N above zero, for every underlying that ticks';
  const { updates } = readLog(await target.lines());
  const deaf = updates.filter(({ latest }) => latest === 0).map(({ symbol }) => `${symbol} 0 options`);
  const remedy =
    'Check that the tick handler reprices the cache of that underlying, and that the cache is filled ("Cache verified and ready").';
  if (deaf.length > 0) return failed(expected, listed(deaf), remedy);
  if (updates.length > 0)
    return passed(
      expected,
      listed(updates.map(({ symbol, lines, latest }) => `${symbol} ${lines} times, last ${latest} options`)),
    );
  const market = await target.market('NSE');
  if (!market.isOpen) return notJudged(expected, `no such line, because ${market.description}`);
  return failed(expected, `no such line, although ${market.description}`, `${remedy} Is the feed connected?`);
}

function judgeWarnings({ warnings }: LogFacts): Judgement {
  const expected = 'no warning about the option cache since the last verified start';
  if (warnings.length === 0) return passed(expected, 'none');
  return warned(
    expected,
    `${warnings.length} lines, the last: ${warnings.at(-1)}`,
    'Read the error behind it in the log; prices go on, the options of that underlying stand still.',
  );
}
