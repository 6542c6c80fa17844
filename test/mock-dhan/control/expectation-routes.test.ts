import { expect, test } from 'vitest';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const BEHAVIOUR = [
  {
    id: 'one-feed',
    modality: 'always',
    condition: { kind: 'connections', feed: 'live', count: { atMost: 1 } },
    plusMs: 0,
    because: 'one is enough',
  },
] as const;

const HEADERS = { authorization: 'Bearer t' };

test('the control port tells each expectation in words, and how it stands', async () => {
  const { exchange, clock } = createSmallExchange({
    rules: {
      expect: {
        startup: 'ready',
        failingChecks: [],
        legs: [],
        logLines: [],
        verify: { failing: [], warning: [] },
        suites: {},
        behaviour: BEHAVIOUR,
      },
    },
  });
  const judged = new ScenarioExchange({ clock, exchange, reopen: () => exchange });
  judged.judge();
  clock.advanceTo(clock.nowMs() + 2000);
  const app = createControlApp(judged, { token: 't' });
  expect(await (await app.request('/expectations', { headers: HEADERS })).json()).toEqual({
    expectations: [
      {
        id: 'one-feed',
        outcome: 'open',
        expected: 'always: at most 1 open connections to the live feed',
        observed: '0 connections to the live feed',
        because: 'one is enough',
      },
    ],
  });
});

test('an exchange whose clients nobody judges has no expectations', async () => {
  const app = createControlApp(createSmallExchange().exchange, { token: 't' });
  const answer = await app.request('/expectations', { headers: HEADERS });
  expect(await answer.json()).toEqual({ expectations: [] });
});
