import { expect, test } from 'vitest';
import { BehaviourJudge } from '#engine/behaviour/behaviour-judge.ts';
import type { BehaviourFinding } from '#engine/behaviour/behaviour-judge.ts';
import type { ClientEvent } from '#engine/behaviour/client-event.ts';
import type { BackendFacts } from '#engine/behaviour/condition-watch.ts';
import type { Condition, Expectation } from '#engine/behaviour/expectation.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';

const DATE = '2026-02-04';
const START_MS = istToEpochMs(DATE, '09:15:00');
const SECOND = 1000;

function expectation(changes: Partial<Expectation>): Expectation {
  return {
    id: 'it',
    modality: 'always',
    condition: { kind: 'connections', feed: 'live', count: { atLeast: 1 } },
    plusMs: 0,
    because: 'so it is',
    ...changes,
  };
}

/** Plays events (by second) and a look at every second, and tells how the one expectation came out. */
function outcome(
  written: Expectation,
  events: readonly (readonly [second: number, event: Partial<ClientEvent>])[],
  options: { readonly seconds?: number; readonly backend?: BackendFacts } = {},
): BehaviourFinding {
  const judge = new BehaviourJudge({
    expectations: [written],
    date: DATE,
    startMs: START_MS,
    backend: options.backend,
  });
  for (let second = 0; second <= (options.seconds ?? 60); second += 1) {
    const atMs = START_MS + second * SECOND;
    for (const [at, event] of events)
      if (at === second)
        judge.take({ clientId: '1', feed: 'live', session: 1, ...event, atMs } as ClientEvent);
    judge.look(atMs);
  }
  return judge.findings(true)[0]!;
}

const CONNECTED = { kind: 'connected' } as const;
const LOST = { kind: 'disconnected', by: 'exchange', reason: '807 access token expired' } as const;
const REFUSED = { kind: 'refused', status: 429 } as const;

test('always is broken by the first moment at which it is not so', () => {
  const always = expectation({ after: { kind: 'connected', feed: 'live' } });
  expect(outcome(always, [[3, CONNECTED]]).outcome).toBe('held');
  const broken = outcome(always, [
    [3, CONNECTED],
    [9, LOST],
    [10, CONNECTED],
  ]);
  expect(broken).toMatchObject({
    outcome: 'broken',
    observed: '0 connections to the live feed at 2026-02-04T09:15:09.000+05:30',
  });
});

test('never is broken by the first moment at which it is so', () => {
  const never = expectation({
    modality: 'never',
    condition: { kind: 'requests', route: 'POST /v2/optionchain', status: 429, count: {} },
  });
  const answered = { kind: 'request', route: 'POST /v2/optionchain', status: 200 } as const;
  expect(outcome(never, [[2, answered]]).outcome).toBe('held');
  expect(outcome(never, [[2, { ...answered, status: 429 }]]).outcome).toBe('broken');
});

test('eventually holds once it came about in time, and is broken when it came too late', () => {
  const eventually = expectation({ modality: 'eventually', withinMs: 10 * SECOND });
  expect(outcome(eventually, [[10, CONNECTED]]).outcome).toBe('held');
  expect(outcome(eventually, [[11, CONNECTED]]).outcome).toBe('broken');
  expect(outcome(eventually, []).outcome).toBe('broken');
});

test('eventually at the end of a run that was too short is broken, not forgotten', () => {
  const eventually = expectation({ modality: 'eventually', withinMs: 100 * SECOND });
  expect(outcome(eventually, [], { seconds: 5 }).outcome).toBe('broken');
});

test('an expectation whose moment never came proves nothing and is broken', () => {
  const afterFault = expectation({ modality: 'never', after: { kind: 'fault', id: 'drop' } });
  expect(outcome(afterFault, [])).toMatchObject({ outcome: 'broken', observed: 'its moment never came' });
  expect(outcome(afterFault, [[4, { kind: 'fault', id: 'drop' }]]).outcome).toBe('held');
});

test('what begins with an event is judged by what comes after it, and plus puts it off', () => {
  const reconnects: Condition = { kind: 'connects', feed: 'live', count: { atLeast: 1 } };
  const again = expectation({
    modality: 'eventually',
    condition: reconnects,
    after: { kind: 'connected', feed: 'live' },
    withinMs: 30 * SECOND,
  });
  expect(outcome(again, [[1, CONNECTED]]).outcome).toBe('broken');
  expect(
    outcome(again, [
      [1, CONNECTED],
      [9, REFUSED],
    ]).outcome,
  ).toBe('held');
  expect(
    outcome({ ...again, plusMs: 10 * SECOND }, [
      [1, CONNECTED],
      [9, REFUSED],
    ]).outcome,
  ).toBe('broken');
});

test('a window of a minute slides: six connects in it are calm, the seventh is a storm', () => {
  const calm = expectation({
    condition: { kind: 'connects', feed: 'live', count: { atMost: 6, perMs: 60 * SECOND } },
  });
  const every = (seconds: number, count: number) =>
    Array.from({ length: count }, (_, turn) => [turn * seconds, REFUSED] as const);
  expect(outcome(calm, every(10, 12), { seconds: 200 }).outcome).toBe('held');
  expect(outcome(calm, every(5, 7)).outcome).toBe('broken');
});

test('as-before is every instrument that was carried when the connection was lost, over all connections', () => {
  const resubscribes = expectation({
    modality: 'eventually',
    condition: { kind: 'subscribed', feed: 'live', instruments: 'as-before' },
    after: { kind: 'disconnected', feed: 'live' },
    plusMs: SECOND,
    withinMs: 20 * SECOND,
  });
  const subscribed = (instruments: string[], session = 1) =>
    ({ kind: 'subscribed', instruments, session }) as const;
  const day = [
    [1, CONNECTED],
    [2, subscribed(['IDX_I:13', 'NSE_FNO:1', 'NSE_FNO:2'])],
    [3, { kind: 'unsubscribed', instruments: ['NSE_FNO:2'] }],
    [5, LOST],
    [7, { ...CONNECTED, session: 2 }],
  ] as const;
  expect(outcome(resubscribes, [...day, [8, subscribed(['IDX_I:13', 'NSE_FNO:1'], 2)]]).outcome).toBe('held');
  expect(outcome(resubscribes, [...day, [8, subscribed(['IDX_I:13'], 2)]])).toMatchObject({
    outcome: 'broken',
    observed: expect.stringContaining('1 instruments are missing, NSE_FNO:1 for one'),
  });
});

test('what is said of the backend is judged by what it says of itself, and unjudged where there is none', () => {
  const blind = expectation({
    modality: 'eventually',
    condition: { kind: 'not', condition: { kind: 'backend', status: 'healthy' } },
    withinMs: 5 * SECOND,
  });
  const backend = (status: 'healthy' | 'degraded'): BackendFacts => ({
    status: () => status,
    lastTickAtMs: () => START_MS,
    pricedPercent: () => 100,
    hasLogged: () => false,
  });
  expect(outcome(blind, [], { backend: backend('degraded') }).outcome).toBe('held');
  expect(outcome(blind, [], { backend: backend('healthy') }).outcome).toBe('broken');
  expect(outcome(blind, []).outcome).toBe('unjudged');
  const fresh = expectation({ condition: { kind: 'ticks', underlying: 'NIFTY', withinMs: 5 * SECOND } });
  expect(outcome(fresh, [], { backend: backend('healthy'), seconds: 5 }).outcome).toBe('held');
  expect(outcome(fresh, [], { backend: backend('healthy'), seconds: 6 }).outcome).toBe('broken');
});
