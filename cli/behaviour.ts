/** What a scenario's expectations of its client came to, and what the reference backend tells of itself for them. */
import type { BehaviourFinding } from '#engine/behaviour/behaviour-judge.ts';
import type { BackendFacts } from '#engine/behaviour/condition-watch.ts';
import type { Condition } from '#engine/behaviour/expectation.ts';
import { backendHealth } from '#engine/api/backend-health.ts';
import type { Engine } from '#engine/engine.ts';
import type { LogSink } from '#engine/ports.ts';
import type { ReplayCheck } from '#engine/replay/replay-facts.ts';
import type { Scenario } from '#engine/scenario.ts';

/** The findings of a run, as lines of its report. */
export function behaviourChecks(findings: readonly BehaviourFinding[]): ReplayCheck[] {
  return findings.map(({ id, outcome, expected, observed, because }) => ({
    id: `expect.${id}`,
    status: STATUSES[outcome],
    expected,
    observed,
    remedy: outcome === 'broken' ? because : '',
  }));
}

const STATUSES = { held: 'pass', broken: 'fail', unjudged: 'skip', open: 'skip' } as const satisfies Record<
  BehaviourFinding['outcome'],
  ReplayCheck['status']
>;

/** What the reference backend tells of itself. `log`: what it logs into. */
export function backendFacts(engine: Engine, log: LogMemory): BackendFacts {
  return {
    status: () =>
      engine.report?.state === 'refused'
        ? 'refused'
        : backendHealth({ engine, hasOriginalFaults: false }).status,
    lastTickAtMs: (underlying) =>
      [...engine.prices.entries()].find(({ symbol }) => symbol === underlying)?.receivedAtMs ?? 0,
    pricedPercent: (underlying) => pricedPercent(engine, underlying),
    hasLogged: (text, sinceMs) => log.lastAtMs(text) >= sinceMs,
  };
}

function pricedPercent(engine: Engine, underlying: string): number {
  const chains = [...engine.cache.all()].filter((chain) => chain.underlying === underlying);
  const legs = chains.reduce((count, { ltp }) => count + ltp.length, 0);
  const priced = chains.reduce(
    (count, { ltp }) => count + ltp.filter((price) => price > 0 && price < Infinity).length,
    0,
  );
  return legs === 0 ? 0 : (100 * priced) / legs;
}

/** When a text that somebody waits for was last logged. Lines themselves are not kept. */
export class LogMemory implements LogSink {
  readonly #nowMs: () => number;
  readonly #lastAtMs: Map<string, number>;

  constructor(scenario: Scenario, nowMs: () => number) {
    this.#nowMs = nowMs;
    const texts = scenario.rules.expect.behaviour.flatMap(({ condition }) => textsOf(condition));
    this.#lastAtMs = new Map(texts.map((text) => [text, Number.NEGATIVE_INFINITY]));
  }

  line(_level: string, text: string): void {
    for (const wanted of this.#lastAtMs.keys())
      if (text.includes(wanted)) this.#lastAtMs.set(wanted, this.#nowMs());
  }

  /** Epoch ms; minus infinity when it never was. */
  lastAtMs(text: string): number {
    return this.#lastAtMs.get(text) ?? Number.NEGATIVE_INFINITY;
  }
}

function textsOf(condition: Condition): string[] {
  if (condition.kind === 'not') return textsOf(condition.condition);
  return condition.kind === 'log' ? [condition.text] : [];
}
