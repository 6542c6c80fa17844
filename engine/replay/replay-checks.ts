import type { Engine } from '../engine.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { istToEpochMs } from '../market/ist-time.ts';
import type { Scenario } from '../scenario.ts';
import type { CheckStatus } from '../verify/check.ts';
import type { LegObservation, ReplayRun } from './replay.ts';
import type { ReplayWatch } from './replay-watch.ts';

/** One line of a replay's judgement. */
export interface ReplayCheck {
  readonly id: string;
  readonly status: CheckStatus;
  readonly expected: string;
  readonly observed: string;
  readonly remedy: string;
}

/** What the engine logged, as far as the scenario expects anything of it. */
export interface LogFacts {
  readonly lineCount: number;
  /** Expected lines that were not logged. */
  readonly missing: ReadonlySet<string>;
}

export interface ReplayFacts {
  readonly scenario: Scenario;
  readonly run: ReplayRun;
  readonly engine: Engine;
  readonly watch: ReplayWatch;
  readonly log: LogFacts;
  /** Session of the scenario's date; undefined on a day without trading. */
  readonly session: { readonly openMs: number; readonly closeMs: number } | undefined;
}

/** An underlying that has not ticked this long into the session, or is silent this long inside it, has a dead feed. */
const FIRST_TICK_MS_MAX = 30_000;
const SILENCE_MS_MAX = 120_000;
/** Share of legs within `NEAR_STRIKES` of the money that must have a price. */
const PRICED_RATIO_MIN = 0.95;
const NEAR_STRIKES = 10;

/** Judges a finished run by the scenario's own expectations (design decision 13): an expected failure that was seen passes. */
export function judgeReplay(facts: ReplayFacts): ReplayCheck[] {
  const { failingChecks } = facts.scenario.rules.expect;
  const judged = judgements(facts).map((check) => againstExpectation(check, failingChecks));
  const unknown = failingChecks.filter((id) => !judged.some((check) => check.id === id));
  return [...judged, ...unknown.map(neverJudged)];
}

function judgements(facts: ReplayFacts): ReplayCheck[] {
  const checks = [startupState(facts), statistics(facts), ...logLines(facts)];
  if (facts.run.startup.state === 'refused') return checks;
  return [
    ...checks,
    feedConnected(facts),
    firstTicks(facts),
    feedAlive(facts),
    legsFollow(facts),
    legsPriced(facts),
    ...facts.run.legs.map(legFigure),
    packetsUnderstood(facts),
    ...invariants(facts),
  ];
}

/** A planned failure of a check that did not run proves nothing: a misspelt id, or a start that was refused before it. */
function neverJudged(id: string): ReplayCheck {
  return {
    id,
    status: 'fail',
    expected: 'a check of this run that fails, as this scenario plans',
    observed: 'no such check was judged',
    remedy: "Correct rules.expect.failingChecks in the scenario: the report lists this run's checks.",
  };
}

function startupState({ scenario, run }: ReplayFacts): ReplayCheck {
  const { startup, refusalNames } = scenario.rules.expect;
  const { state, causes, remedy } = run.startup;
  const reason = causes.join(' <- ');
  const isExpected = startup === 'refused' ? state === 'refused' : state === 'ready';
  const isNamed = refusalNames === undefined || reason.includes(refusalNames);
  return {
    id: 'startup.state',
    status: isExpected && isNamed ? 'pass' : 'fail',
    expected: refusalNames === undefined ? `start ${startup}` : `start ${startup}, naming "${refusalNames}"`,
    observed: reason === '' ? `start ${state}` : `start ${state}: ${reason}`,
    remedy: isExpected && isNamed ? '' : remedy,
  };
}

function statistics({ scenario, run }: ReplayFacts): ReplayCheck {
  const seen = run.startup.statistics;
  const wanted = scenario.rules.expect.statistics;
  const values = [seen.underlyings, seen.expiries, seen.strikes, seen.tokens];
  const passes = wanted
    ? values.join() === [wanted.underlyings, wanted.expiries, wanted.strikes, wanted.tokens].join()
    : values.every((value) => value > 0);
  return {
    id: 'statistics',
    status: passes ? 'pass' : 'fail',
    expected: wanted
      ? `${wanted.underlyings} / ${wanted.expiries} / ${wanted.strikes} / ${wanted.tokens}`
      : 'underlyings, expiries, strikes and tokens all above 0',
    observed: values.join(' / '),
    remedy: passes
      ? ''
      : 'Look at the [STARTUP] lines of the log: the first step that did not end ok says why.',
  };
}

function logLines({ scenario, log }: ReplayFacts): ReplayCheck[] {
  return scenario.rules.expect.logLines.map((wanted) => {
    const isSeen = !log.missing.has(wanted);
    return {
      id: 'log.line',
      status: isSeen ? 'pass' : 'fail',
      expected: wanted,
      observed: isSeen ? 'logged' : `not among ${log.lineCount} log lines`,
      remedy: isSeen ? '' : 'The backend must log the documented line; see the log for what it said instead.',
    };
  });
}

function feedConnected({ engine, run }: ReplayFacts): ReplayCheck {
  const { feedConnects, feedDisconnects } = engine.counters;
  const isConnected = feedConnects > 0;
  const step = run.startup.steps.find(({ id }) => id === 'feed');
  return {
    id: 'feed.connected',
    status: isConnected ? 'pass' : 'fail',
    expected: 'the live feed accepts the connection',
    observed: isConnected
      ? `${feedConnects} connections, ${feedDisconnects} lost`
      : `never connected: ${step?.detail ?? 'no feed step ran'}`,
    remedy: isConnected
      ? ''
      : 'Check token, data plan and the number of open sockets (at most five per client id).',
  };
}

function firstTicks({ scenario, watch, session }: ReplayFacts): ReplayCheck {
  const openMs = Math.max(session?.openMs ?? 0, istToEpochMs(scenario.clock.date, scenario.clock.startAt));
  const late = scenario.world.underlyings.filter(({ symbol }) => {
    const facts = watch.underlyings.get(symbol);
    return !facts || facts.firstTickAtMs > openMs + toleranceMs(scenario, FIRST_TICK_MS_MAX);
  });
  return {
    id: 'feed.first-tick',
    status: late.length === 0 ? 'pass' : 'fail',
    expected: `every underlying ticks within ${toleranceMs(scenario, FIRST_TICK_MS_MAX) / 1000} s of the open`,
    observed: late.length === 0 ? `${watch.underlyings.size} underlyings did` : `silent: ${symbolsOf(late)}`,
    remedy: late.length === 0 ? '' : 'Subscribe after the connection stands, and again after each reconnect.',
  };
}

function feedAlive({ scenario, watch, session }: ReplayFacts): ReplayCheck {
  const closeMs = Math.min(session?.closeMs ?? 0, istToEpochMs(scenario.clock.date, scenario.clock.endAt));
  const limitMs = toleranceMs(scenario, SILENCE_MS_MAX);
  const silent = scenario.world.underlyings.flatMap(({ symbol }) => {
    const facts = watch.underlyings.get(symbol);
    if (!facts) return [`${symbol} never ticked`];
    const silenceMs = Math.max(facts.longestSilenceMs, closeMs - facts.lastTickAtMs);
    return silenceMs > limitMs ? [`${symbol} silent for ${Math.round(silenceMs / 1000)} s`] : [];
  });
  return {
    id: 'feed.alive',
    status: silent.length === 0 ? 'pass' : 'fail',
    expected: `no underlying silent for more than ${limitMs / 1000} s while the market is open`,
    observed: silent.length === 0 ? 'none was' : silent.join(', '),
    remedy: silent.length === 0 ? '' : 'A connected socket is no proof of data: reconnect when prices stop.',
  };
}

/** Scripts speak seldom, and recordings have gaps of up to twenty minutes; only generated markets are dense. */
function toleranceMs(scenario: Scenario, denseMs: number): number {
  switch (scenario.world.prices.kind) {
    case 'synthetic':
      return denseMs;
    case 'recording':
      return 1_200_000;
    case 'scripted':
      return 86_400_000;
  }
}

function legsFollow({ watch }: ReplayFacts): ReplayCheck {
  const still = [...watch.underlyings.values()].filter(
    ({ moves, movesFollowedByLegs }) => movesFollowedByLegs < moves || moves === 0,
  );
  const moves = [...watch.underlyings.values()].reduce((sum, facts) => sum + facts.moves, 0);
  const passes = still.length === 0 && moves > 0;
  return {
    id: 'legs.follow',
    status: passes ? 'pass' : 'fail',
    expected: 'option legs are repriced at every move of their underlying',
    observed: passes
      ? `${moves} moves, each followed`
      : still
          .map((facts) => `${facts.symbol}: ${facts.movesFollowedByLegs} of ${facts.moves} moves`)
          .join(', ') || 'no underlying moved',
    remedy: passes ? '' : 'Hand every underlying tick to the option cache, not only to the price table.',
  };
}

function legsPriced({ engine, scenario }: ReplayFacts): ReplayCheck {
  const counts = [...engine.cache.all()].map((chain) => ({ chain, ...pricedNearMoney(chain, engine) }));
  const poor = counts.filter(({ priced, legs }) => legs === 0 || priced / legs < PRICED_RATIO_MIN);
  const nearest = poor.filter(({ chain }) => engine.cache.expiries(chain.underlying)[0] === chain.expiry);
  const isRecorded = scenario.world.prices.kind === 'recording';
  const status = poor.length === 0 ? 'pass' : nearest.length === 0 && isRecorded ? 'warn' : 'fail';
  return {
    id: 'chain.priced',
    status: counts.length === 0 ? 'fail' : status,
    expected: `at least ${PRICED_RATIO_MIN * 100} % of legs within ${NEAR_STRIKES} strikes of the money are priced`,
    observed:
      poor.length === 0
        ? `${counts.length} chains are`
        : poor
            .map(({ chain, priced, legs }) => `${chain.underlying} ${chain.expiry} ${priced}/${legs}`)
            .join(', '),
    remedy: status === 'fail' ? 'Compare with the exchange: preopen verify --exchange URL.' : '',
  };
}

/** Legs of the `NEAR_STRIKES` strikes on each side of the money, and how many of them have a last price or a quote. */
function pricedNearMoney(chain: ExpiryChain, engine: Engine): { priced: number; legs: number } {
  const spot = engine.prices.entry(chain.underlying).ltp;
  let nearest = 0;
  for (let index = 1; index < chain.strikes.length; index += 1) {
    if (Math.abs(chain.strikes[index]! - spot) < Math.abs(chain.strikes[nearest]! - spot)) nearest = index;
  }
  const first = Math.max(0, nearest - NEAR_STRIKES) * 2;
  const last = Math.min(chain.strikes.length - 1, nearest + NEAR_STRIKES) * 2 + 1;
  let priced = 0;
  for (let leg = first; leg <= last; leg += 1) {
    if (chain.ltp[leg]! > 0 || (chain.bid[leg]! > 0 && chain.ask[leg]! > 0)) priced += 1;
  }
  return { priced, legs: last - first + 1 };
}

function legFigure({ expected, seen }: LegObservation): ReplayCheck {
  const name = `${expected.underlying} ${expected.expiry} ${expected.strike} ${expected.optionType} at ${expected.at}`;
  const isEqual =
    seen !== undefined &&
    seen.ltp === expected.ltp &&
    (expected.bid === undefined || seen.bid === expected.bid) &&
    (expected.ask === undefined || seen.ask === expected.ask);
  return {
    id: 'leg.figure',
    status: isEqual ? 'pass' : 'fail',
    expected: `${name}: ${figures(expected)}`,
    observed: seen === undefined ? 'no such leg is cached' : figures(seen),
    remedy: isEqual ? '' : "A leg's own tick must win over the price model.",
  };
}

function figures(quote: { ltp: number; bid?: number | undefined; ask?: number | undefined }): string {
  const sides = quote.bid === undefined || quote.ask === undefined ? '' : ` (${quote.bid} / ${quote.ask})`;
  return `${quote.ltp}${sides}`;
}

function packetsUnderstood({ engine }: ReplayFacts): ReplayCheck {
  const { packets, packetsRejected } = engine.counters;
  return {
    id: 'feed.packets',
    status: packetsRejected === 0 ? 'pass' : 'fail',
    expected: 'every packet decodes and belongs to a subscribed instrument',
    observed: `${packetsRejected} of ${packets} packets rejected`,
    remedy: packetsRejected === 0 ? '' : 'Look for the first [WARN] line about a packet in the log.',
  };
}

function invariants({ watch }: ReplayFacts): ReplayCheck[] {
  return (['time-order', 'crossed-quote', 'price-below-tick'] as const).map((invariant) => {
    const breach = watch.breaches.find((candidate) => candidate.invariant === invariant);
    return {
      id: `invariant.${invariant}`,
      status: breach ? 'fail' : 'pass',
      expected: INVARIANTS[invariant],
      observed: breach ? breach.where : 'held throughout',
      remedy: breach ? 'This is a fault of the engine or of the recording; keep the seed and report it.' : '',
    };
  });
}

const INVARIANTS = {
  'time-order': 'published events never go back in time',
  'crossed-quote': 'no published bid is above its ask',
  'price-below-tick': 'no published price is below the tick size',
} as const;

function againstExpectation(check: ReplayCheck, failingChecks: readonly string[]): ReplayCheck {
  if (!failingChecks.includes(check.id)) return check;
  if (check.status === 'fail')
    return {
      ...check,
      status: 'pass',
      expected: `fails, as this scenario plans: ${check.expected}`,
      remedy: '',
    };
  return {
    ...check,
    status: 'fail',
    expected: `fails, as this scenario plans: ${check.expected}`,
    remedy: "The scenario's fault did not take effect; look at its rules.",
  };
}

function symbolsOf(underlyings: readonly { readonly symbol: string }[]): string {
  return underlyings.map(({ symbol }) => symbol).join(', ');
}
