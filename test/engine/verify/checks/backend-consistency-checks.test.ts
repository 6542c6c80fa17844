import { expect, test } from 'vitest';
import { istIso } from '#engine/market/ist-time.ts';
import {
  backendRefusedLogin,
  backendSubscriptions,
  backendTimes,
  backendUnderlyings,
} from '#engine/verify/checks/backend-consistency-checks.ts';
import { answer, CLOSED_MS, healthyBackend, judge, marketAt, MOVED, OPEN_MS } from '../fake-targets.ts';

/** Says nothing of its feed. */
const UNREPORTING = healthyBackend({ health: async () => answer(200, { status: 'healthy' }) });

test('an index with a price and without options warns; other names in /prices do not', async () => {
  const prices = (of: Record<string, number>) =>
    healthyBackend({ pricesNow: async () => new Map(Object.entries(of)) });
  expect((await judge(backendUnderlyings, prices({ NIFTY: 23_000, 'INDIA VIX': 12 }))).status).toBe('pass');
  const missing = await judge(backendUnderlyings, prices({ NIFTY: 23_000, BANKNIFTY: 60_000 }));
  expect(missing).toMatchObject({ status: 'fail', observed: 'a price and no option of BANKNIFTY' });
  expect(backendUnderlyings.severity).toBe('warn');
  expect((await judge(backendUnderlyings, prices({}))).status).toBe('skip');
});

test('5 h 30 min ahead, and an arrival that is older than the move it brought, are named', async () => {
  const stating = (body: object) => healthyBackend({ prices: async () => answer(200, body) });
  const sound = { timestamp: istIso(OPEN_MS), received_at: { NIFTY: istIso(OPEN_MS - 300) } };
  expect((await judge(backendTimes, stating(sound))).status).toBe('pass');
  const shifted = stating({ ...sound, traded_at: { NIFTY: istIso(OPEN_MS + 19_800_000) } });
  expect((await judge(backendTimes, shifted)).observed).toBe('NIFTY traded_at is 5 h 30 min ahead of now');
  const late = stating({ ...sound, received_at: { NIFTY: istIso(OPEN_MS - 60_000) } });
  expect((await judge(backendTimes, late)).observed).toBe('NIFTY moved just now, and arrived 60 s ago');
  const still = { ...late, movement: async () => [{ ...MOVED, hasMoved: false }] };
  expect((await judge(backendTimes, still)).status).toBe('pass');
  expect((await judge(backendTimes, stating({}))).status).toBe('skip');
});

test('a connection without subscriptions fails while the market is open, and is not judged otherwise', async () => {
  const reporting = (subscriptions: number, nowMs = OPEN_MS) =>
    healthyBackend({
      market: marketAt(nowMs),
      health: async () =>
        answer(200, { websocket_status: { connected_connections: 1, total_subscriptions: subscriptions } }),
    });
  expect((await judge(backendSubscriptions, reporting(83))).status).toBe('pass');
  expect((await judge(backendSubscriptions, reporting(0))).status).toBe('fail');
  expect((await judge(backendSubscriptions, reporting(0, CLOSED_MS))).status).toBe('skip');
  expect((await judge(backendSubscriptions, UNREPORTING)).status).toBe('skip');
});

test('connecting again and again after 807 is named; after a plain drop it is not', async () => {
  const reporting = (last_error: string | null, reconnect_attempts: number) =>
    healthyBackend({
      health: async () =>
        answer(503, { websocket_status: { per_connection: { ws_1: { last_error, reconnect_attempts } } } }),
    });
  const knocking = await judge(backendRefusedLogin, reporting('feed closed with 1000: 807 expired', 7));
  expect(knocking.status).toBe('fail');
  expect(knocking.observed).toContain(
    'ws_1 connected again 7 times, last ended by: feed closed with 1000: 807',
  );
  expect((await judge(backendRefusedLogin, reporting('feed closed with 1006', 7))).status).toBe('pass');
  expect((await judge(backendRefusedLogin, reporting('feed closed with 1000: 807 expired', 0))).status).toBe(
    'pass',
  );
  expect((await judge(backendRefusedLogin, UNREPORTING)).status).toBe('skip');
});
