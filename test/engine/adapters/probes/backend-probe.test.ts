import { expect, test } from 'vitest';
import { driveUntilSettled } from '#test/support/drive-clock.ts';
import { createBackendProbe } from '#engine/adapters/probes/backend-probe.ts';
import type { HttpTransport } from '#engine/ports.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import { backendLegsFollow, backendMoves } from '#engine/verify/checks/backend-movement-checks.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { CLOSED_MS, judge, OPEN_MS } from '../../verify/fake-targets.ts';
import { fakeBackend, REFUSED } from './fake-backend.ts';
import type { Routes } from './fake-backend.ts';

const OPTIONS = '/api/v2/options';
const NAMES = {
  [`${OPTIONS}/available/underlyings`]: () => ({ body: { data: ['nifty'] } }),
  [`${OPTIONS}/available/expiries`]: () => ({ body: { data: ['2026-02-17', '2026-02-03', '2026-02-10'] } }),
};

function probeOf(http: HttpTransport, clock = new VirtualClock(OPEN_MS)) {
  return createBackendProbe({ http, clock, url: 'http://127.0.0.1:8000/' });
}

/** A backend whose price moves every `cadenceMs` and whose legs follow, or do not. */
function marketRoutes(
  clock: VirtualClock,
  cadenceMs: number,
  options: { readonly hasDeafLegs?: boolean; readonly isEmpty?: boolean } = {},
): Routes {
  const price = () => 23_000 + Math.floor((clock.nowMs() - OPEN_MS) / cadenceMs) * 0.5;
  const strikes = () => {
    if (options.isEmpty) return {};
    const ltp = options.hasDeafLegs ? 100 : price() / 100;
    return Object.fromEntries(
      Array.from({ length: 41 }, (_, index) => [`${22_000 + index * 50}.0`, { CE: { ltp }, PE: { ltp } }]),
    );
  };
  return {
    ...NAMES,
    '/health': () => ({ body: { status: 'healthy' } }),
    '/prices': () => ({ body: { prices: { NIFTY: price() } } }),
    [`${OPTIONS}/live`]: () => ({ body: { status: 'success', data: { strikes: strikes() } } }),
  };
}

function liveDataOf(routes: Routes): object {
  return (routes[`${OPTIONS}/live`]!().body as { readonly data: object }).data;
}

test('a backend that does not answer is unreachable, with the remedy', async () => {
  const error: unknown = await probeOf(REFUSED)
    .health()
    .catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ProbeUnreachable);
  expect((error as ProbeUnreachable).message).toContain('ECONNREFUSED');
  expect((error as ProbeUnreachable).remedy).toContain('curl "http://127.0.0.1:8000/health"');
});

test('an error that is no silence surfaces', async () => {
  const broken: HttpTransport = { send: () => Promise.reject(new TypeError('our mistake')) };
  await expect(probeOf(broken).health()).rejects.toThrow(TypeError);
});

test('the nearest expiry that is not past at the time of the backend is asked for', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const http = fakeBackend(clock, marketRoutes(clock, 250));
  const { expiry } = await probeOf(http, clock).liveChain('NIFTY');
  expect(expiry).toBe('2026-02-10');
  expect(http.asked.at(-1)?.url).toBe(
    'http://127.0.0.1:8000/api/v2/options/live?underlying=NIFTY&expiry=2026-02-10',
  );
});

test('what is worked out of a chain is asked for between two looks at it, once', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const http = fakeBackend(clock, marketRoutes(clock, 250));
  const probe = probeOf(http, clock);
  const { analytics, after } = await probe.analysed('M&M');
  expect({ status: analytics.status, expiry: after.expiry }).toEqual({ status: 404, expiry: '2026-02-10' });
  const asked = (): readonly string[] =>
    http.asked.map(({ url }) => new URL(url)).map(({ pathname, search }) => `${pathname}${search}`);
  expect(asked().slice(-4)).toEqual([
    `${OPTIONS}/live?underlying=M%26M&expiry=2026-02-10`,
    `${OPTIONS}/analytics?underlying=M%26M`,
    `${OPTIONS}/surface?underlying=M%26M`,
    `${OPTIONS}/live?underlying=M%26M&expiry=2026-02-10`,
  ]);
  const count = asked().length;
  await probe.analysed('M&M');
  expect(asked().length).toBe(count);
});

test('now is the time of the backend, not ours', async () => {
  const backendClock = new VirtualClock(OPEN_MS);
  const http = fakeBackend(backendClock, marketRoutes(backendClock, 250));
  const probe = probeOf(http, new VirtualClock(CLOSED_MS));
  expect(await probe.market('NSE')).toMatchObject({ isOpen: true });
});

test('underlyings are upper case, and NIFTY stands in where none is offered', async () => {
  const clock = new VirtualClock(OPEN_MS);
  expect(await probeOf(fakeBackend(clock, NAMES)).underlyings()).toEqual(['NIFTY']);
  expect(await probeOf(fakeBackend(clock, {})).underlyings()).toEqual(['NIFTY']);
  const other = createBackendProbe({
    http: fakeBackend(clock, {}),
    clock,
    url: 'http://x',
    underlyings: ['SENSEX'],
  });
  expect(await other.underlyings()).toEqual(['SENSEX']);
});

test('HTML and empty bodies are facts', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const http = fakeBackend(clock, {
    '/health': () => ({ status: 502, body: '<html>Bad Gateway</html>' }),
    [`${OPTIONS}/cache/stats`]: () => ({ body: '' }),
  });
  const probe = probeOf(http, clock);
  expect(await probe.health()).toMatchObject({ status: 502, form: 'html' });
  expect(await probe.cacheStatistics()).toMatchObject({ status: 200, form: 'empty' });
});

test("the preflight is a browser's: OPTIONS with origin and method", async () => {
  const clock = new VirtualClock(OPEN_MS);
  const http = fakeBackend(clock, {
    [`OPTIONS ${OPTIONS}/live`]: () => ({
      status: 204,
      body: '',
      headers: { 'access-control-allow-origin': 'http://localhost:5173' },
    }),
  });
  expect(await probeOf(http, clock).preflight()).toEqual({
    status: 204,
    allowOrigin: 'http://localhost:5173',
  });
  expect(http.asked[0]?.headers).toEqual({
    origin: 'http://localhost:5173',
    'access-control-request-method': 'GET',
  });
});

test('each question is asked once, however many checks read the answer', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const http = fakeBackend(clock, marketRoutes(clock, 250));
  const probe = probeOf(http, clock);
  for (let count = 0; count < 3; count += 1) {
    await probe.health();
    await probe.liveChain('NIFTY');
  }
  expect(http.asked).toHaveLength(3);
});

test.each([100, 250, 1_000, 3_000])(
  'movement and following are seen at a cadence of %i ms',
  async (cadenceMs) => {
    const clock = new VirtualClock(OPEN_MS);
    const probe = probeOf(fakeBackend(clock, marketRoutes(clock, cadenceMs)), clock);
    const [movement] = await driveUntilSettled(clock, probe.movement());
    expect(movement).toMatchObject({
      hasMoved: true,
      calls: { seen: 21, followed: 21 },
      puts: { seen: 21, followed: 21 },
    });
    expect(clock.nowMs() - OPEN_MS).toBeLessThanOrEqual(cadenceMs + 500);
    expect((await judge(backendMoves, probe)).status).toBe('pass');
    expect((await judge(backendLegsFollow, probe)).status).toBe('pass');
  },
);

test.each([100, 250, 1_000])(
  'deaf legs fail at a cadence of %i ms, after the deadline of 15 s',
  async (cadenceMs) => {
    const clock = new VirtualClock(OPEN_MS);
    const probe = probeOf(fakeBackend(clock, marketRoutes(clock, cadenceMs, { hasDeafLegs: true })), clock);
    const judgement = await driveUntilSettled(clock, judge(backendLegsFollow, probe));
    expect(judgement.status).toBe('fail');
    expect(judgement.observed).toContain('0 of 42 legs followed NIFTY 23000 -> ');
    expect(clock.nowMs() - OPEN_MS).toBe(15_000);
  },
);

test('an empty 200 chain beneath a moving underlying fails as 0 of 0 legs', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const probe = probeOf(fakeBackend(clock, marketRoutes(clock, 250, { isEmpty: true })), clock);
  const judgement = await driveUntilSettled(clock, judge(backendLegsFollow, probe));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toContain('0 of 0 legs followed NIFTY');
});

test('a backend that lists no expiry at all fails the same way', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const routes = {
    ...marketRoutes(clock, 250),
    [`${OPTIONS}/available/expiries`]: () => ({ status: 404, body: { detail: 'No expiries found' } }),
  };
  const judgement = await driveUntilSettled(
    clock,
    judge(backendLegsFollow, probeOf(fakeBackend(clock, routes), clock)),
  );
  expect(judgement.observed).toContain('0 of 0 legs followed NIFTY');
});

test('ages are told as seen here and as the backend states them, at the last look', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const routes = marketRoutes(clock, 250, { hasDeafLegs: true });
  const ago = (ms: number) => istIso(clock.nowMs() - ms);
  const timed: Routes = {
    ...routes,
    '/prices': () => ({
      body: { prices: { NIFTY: 23_000 }, received_at: { NIFTY: ago(120) }, timestamp: ago(0) },
    }),
    [`${OPTIONS}/live`]: () => ({
      body: { timestamp: ago(0), data: { ...liveDataOf(routes), last_updated: ago(60_000) } },
    }),
  };
  const [movement] = await driveUntilSettled(clock, probeOf(fakeBackend(clock, timed), clock).movement());
  expect(movement).toMatchObject({
    priceAgeMs: 15_000,
    legsAgeMs: 15_000,
    statedPriceAgeMs: 120,
    statedLegsAgeMs: 60_000,
  });
  const untold = probeOf(fakeBackend(clock, routes), clock);
  expect((await driveUntilSettled(clock, untold.movement()))[0]).toMatchObject({
    priceAgeMs: 0,
    statedPriceAgeMs: undefined,
    statedLegsAgeMs: undefined,
  });
});

test('health is asked before and after the movement, prices at the moment', async () => {
  const clock = new VirtualClock(OPEN_MS);
  let asked = 0;
  const routes = { ...marketRoutes(clock, 250), '/health': () => ({ body: { asked: (asked += 1) } }) };
  const probe = probeOf(fakeBackend(clock, routes), clock);
  const { before, after, apartMs } = await driveUntilSettled(clock, probe.healthTwice());
  expect([before.value, after.value, apartMs]).toEqual([{ asked: 1 }, { asked: 2 }, 500]);
  expect(await probe.pricesNow()).toEqual(new Map([['NIFTY', 23_001]]));
});
