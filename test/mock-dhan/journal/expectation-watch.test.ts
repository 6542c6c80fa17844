import { expect, test } from 'vitest';
import type { Expectation } from '#engine/behaviour/expectation.ts';
import { ExpectationWatch } from '#mock-dhan/journal/expectation-watch.ts';
import { createSmallExchange } from '#test/support/small-world.ts';
import { sinkInto } from '#test/support/sink-log.ts';

function watched(...behaviour: readonly Expectation[]) {
  const small = createSmallExchange({
    rules: {
      expect: {
        startup: 'ready',
        failingChecks: [],
        legs: [],
        logLines: [],
        verify: { failing: [], warning: [] },
        suites: {},
        behaviour,
      },
    },
  });
  const watch = new ExpectationWatch(small.exchange);
  const connect = () => {
    const { clientId, accessToken } = small.exchange.accounts.credentialsOf()!;
    return small.exchange.feed.connect(
      { clientId, token: accessToken },
      sinkInto(() => undefined),
    )!;
  };
  const outcome = () => watch.findings().map((finding) => finding.outcome);
  const lastOutcome = () => watch.lastFindings().map((finding) => finding.outcome);
  return { ...small, watch, connect, outcome, lastOutcome };
}

const CONNECTED: Expectation = {
  id: 'connected',
  modality: 'always',
  condition: { kind: 'connections', feed: 'live', count: { atLeast: 1 } },
  after: { kind: 'connected', feed: 'live' },
  plusMs: 1000,
  because: 'the feed is all it has',
};

test('it looks by itself on every second of the exchange’s clock', () => {
  const { clock, connect, outcome } = watched(CONNECTED);
  connect();
  clock.advanceTo(clock.nowMs() + 5000);
  expect(outcome()).toEqual(['open']);
});

test('a client that loses its feed has broken what it was expected to keep', () => {
  const { clock, connect, watch } = watched(CONNECTED);
  const session = connect();
  clock.advanceTo(clock.nowMs() + 5000);
  session.clientClosed();
  clock.advanceTo(clock.nowMs() + 1000);
  expect(watch.findings()).toMatchObject([
    { outcome: 'broken', observed: '0 connections to the live feed at 2026-02-04T09:20:05.000+05:30' },
  ]);
});

test('when the exchange is stopped, what held so far has held', () => {
  const { clock, connect, lastOutcome } = watched(CONNECTED);
  connect();
  clock.advanceTo(clock.nowMs() + 5000);
  expect(lastOutcome()).toEqual(['held']);
});

test('when the exchange is stopped, a moment that never came is broken, and one that lies ahead is open', () => {
  const { lastOutcome } = watched(CONNECTED, {
    ...CONNECTED,
    id: 'later',
    after: { kind: 'time', at: '15:00:00' },
  });
  expect(lastOutcome()).toEqual(['broken', 'open']);
});

test('when the exchange is stopped, what was still awaited will not come any more', () => {
  const awaited: Expectation = { ...CONNECTED, modality: 'eventually', after: undefined, withinMs: 10_000 };
  const { clock, outcome, lastOutcome } = watched(awaited);
  clock.advanceTo(clock.nowMs() + 5000);
  expect(outcome()).toEqual(['open']);
  expect(lastOutcome()).toEqual(['broken']);
});

test('what asks for a backend’s own word is unjudged where there is none', () => {
  const { lastOutcome } = watched({ ...CONNECTED, condition: { kind: 'backend', status: 'healthy' } });
  expect(lastOutcome()).toEqual(['unjudged']);
});

test('once stopped it no longer looks', () => {
  const { clock, watch, outcome } = watched({ ...CONNECTED, after: undefined });
  watch.stop();
  clock.advanceTo(clock.nowMs() + 60_000);
  expect(outcome()).toEqual(['open']);
});
