/** The option series that follows the spot, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import { CALL_SERIES, post } from '#test/support/rest-calls.ts';
import { SMALL_DATE } from '#test/support/small-world.ts';

const opened = openedPerTest();

/** Board indexes of NIFTY's calls at 25,000 and 25,050; legs come by strike, CE before PE, after the two indexes. */
const [CALL_25000, CALL_25050] = [4, 6] as const;

test.each(MOUNTS)('$mount: the strike rolls with the spot’s close of each bar', async ({ open }) => {
  const exchange = await opened(open);
  planTrades(exchange, [
    ['09:20:10', 0, 25_020],
    ['09:20:20', CALL_25000, 201],
    ['09:21:10', 0, 25_030],
    ['09:21:20', CALL_25050, 180],
    ['09:22:10', 0, 25_031],
  ]);
  const { status, body } = await post(exchange, '/charts/rollingoption', CALL_SERIES);
  expect(status).toBe(200);
  const { ce, pe } = JSON.parse(body).data;
  expect(pe).toBeNull();
  expect(ce).toMatchObject({
    strike: [25_000, 25_000, 25_050],
    spot: [25_000, 25_020, 25_030],
    close: [200, 201, 180],
    timestamp: ['09:19', '09:20', '09:21'].map((at) => istToEpochMs(SMALL_DATE, at) / 1000),
  });
  expect(Math.min(...ce.iv)).toBeGreaterThan(1);
  expect(body).toContain('"strike":[25000.0,25000.0,25050.0]');
});

test.each(MOUNTS)(
  '$mount: lists that were not asked for are empty, and so is a far strike',
  async ({ open }) => {
    const exchange = await opened(open);
    planTrades(exchange, []);
    const few = await post(exchange, '/charts/rollingoption', { ...CALL_SERIES, requiredData: ['close'] });
    expect(JSON.parse(few.body).data.ce).toMatchObject({ close: [200], open: [], iv: [] });
    const elsewhere = [
      { strike: 'ATM+2' },
      { strike: 'ATM-11' },
      { securityId: 51 },
      { exchangeSegment: 'BSE_FNO' },
      { expiryCode: 2 },
      { fromDate: '2026-02-01', toDate: '2026-02-01' },
    ];
    for (const change of elsewhere) {
      exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
      const { status, body } = await post(exchange, '/charts/rollingoption', { ...CALL_SERIES, ...change });
      expect([change, status, JSON.parse(body).data.ce.timestamp]).toEqual([change, 200, []]);
    }
  },
);

test.each(MOUNTS)('$mount: offsets, puts and the monthly expiry are found', async ({ open }) => {
  const exchange = await opened(open);
  planTrades(exchange, []);
  const request = {
    ...CALL_SERIES,
    strike: 'ATM-1',
    drvOptionType: 'PUT',
    expiryFlag: 'MONTH',
    interval: 25,
  };
  const { data } = JSON.parse((await post(exchange, '/charts/rollingoption', request)).body);
  expect(data.ce).toBeNull();
  expect(data.pe.strike).toEqual([24_950]);
});

test.each(MOUNTS)('$mount: bad requests for a series are DH-905', async ({ open }) => {
  const exchange = await opened(open);
  const cases = [
    [{ expiryCode: 0 }, 'expiryCode is required'],
    [{ expiryCode: undefined }, 'expiryCode is required'],
    [{ strike: '25000' }, 'Missing required'],
    [{ drvOptionType: 'CE' }, 'Missing required'],
    [{ requiredData: ['greeks'] }, 'Missing required'],
    [{ fromDate: '2025-12-01' }, 'Missing required'],
    [{ toDate: '2026-02-03' }, 'Missing required'],
  ] as const;
  for (const [change, says] of cases) {
    exchange.clock.advanceTo(exchange.clock.nowMs() + 1000);
    const { status, body } = await post(exchange, '/charts/rollingoption', { ...CALL_SERIES, ...change });
    expect([change, status, JSON.parse(body).errorCode]).toEqual([change, 400, 'DH-905']);
    expect(JSON.parse(body).errorMessage).toContain(says);
  }
});

function planTrades(
  { world, clock }: MountedExchange,
  trades: readonly (readonly [at: string, index: number, price: number])[],
): void {
  for (const [at, index, price] of trades) {
    const atMs = istToEpochMs(SMALL_DATE, at);
    world.plan(atMs, (board) => board.trade(index, price, atMs));
  }
  clock.advanceTo(istToEpochMs(SMALL_DATE, '09:25:00'));
}
