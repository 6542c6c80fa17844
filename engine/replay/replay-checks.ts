import type { LegObservation } from './replay.ts';
import type { ReplayCheck, ReplayFacts } from './replay-facts.ts';
import { judgeMarket } from './replay-market-checks.ts';

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
  return [...checks, ...judgeMarket(facts), ...facts.run.legs.map(legFigure)];
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
