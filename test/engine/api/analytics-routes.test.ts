import { expect, test } from 'vitest';
import { LEG_SOURCES } from '#engine/market/option-chain.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { black76Price } from '#engine/pricing/black76.ts';
import { discountFactor, yearsToExpiry } from '#engine/pricing/discounting.ts';
import { askJson, createBackend } from './backend.ts';
import type { Backend } from './backend.ts';
import { niftyChain, startupReport } from './fake-engine.ts';

const FORWARD = 23_170;
const STRIKES = Array.from({ length: 41 }, (_, index) => 22_150 + index * 50);

/** A backend with two expiries, flat smiles of 12 and 14 %. */
function createQuotedBackend(): Backend {
  const backend = createBackend();
  for (const [expiry, volatility] of [
    ['2026-02-11', 0.12],
    ['2026-02-17', 0.14],
  ] as const) {
    const chain = niftyChain(STRIKES, expiry);
    quote(chain, volatility);
    backend.engine.cache.put(chain);
  }
  return backend;
}

function quote(chain: ExpiryChain, volatility: number): void {
  const years = yearsToExpiry(chain.expiresAtMs, chain.updatedAtMs);
  for (const leg of chain.ltp.keys()) {
    const price = black76Price({
      forward: FORWARD,
      strike: chain.strikes[leg >> 1]!,
      yearsToExpiry: years,
      volatility,
      discount: discountFactor(years),
      optionType: leg % 2 === 0 ? 'CE' : 'PE',
    });
    chain.ltp[leg] = price;
    chain.bid[leg] = price - 0.01;
    chain.ask[leg] = price + 0.01;
  }
}

test('analytics answer every figure of every cached expiry', async () => {
  const { app } = createQuotedBackend();
  const { status, body } = await askJson(app, '/api/v2/options/analytics?underlying=nifty');
  expect(status).toBe(200);
  const { data, ...rest } = body as { data: { expiries: object[] } };
  expect(rest).toEqual({
    status: 'success',
    source: 'central_cache',
    timestamp: '2026-02-04T09:16:03.000+05:30',
  });
  expect(data).toMatchObject({ underlying: 'NIFTY', underlying_ltp: 23_150.5 });
  expect(data.expiries).toMatchObject([
    {
      expiry: '2026-02-11',
      days_to_expiry: 7.2597,
      last_updated: '2026-02-04T09:16:02.000+05:30',
      forward: FORWARD,
      basis: 19.5,
      atm_strike: 23_150,
      atm_iv: 12,
      pcr_oi: 1,
      pcr_volume: 1,
      max_pain_oi: 23_150,
      max_pain_volume: 23_150,
      reasons: {},
    },
    { expiry: '2026-02-17', atm_iv: 14 },
  ]);
});

test('the straddle tells the move that it pays for, and a flat smile has no skew', async () => {
  const { app } = createQuotedBackend();
  const { body } = await askJson(app, '/api/v2/options/analytics?underlying=NIFTY&expiry=2026-02-11');
  const [figures] = (body as { data: { expiries: Record<string, object>[] } }).data.expiries;
  const straddle = figures!['atm_straddle'] as Record<string, number>;
  expect(straddle).toMatchObject({ strike: 23_150, price: expect.closeTo(313.2, 0) as number });
  expect(straddle['price']).toBeCloseTo(straddle['call']! + straddle['put']!, 1);
  expect(straddle['implied_move_percent']).toBeCloseTo((straddle['price']! / 23_150.5) * 100, 3);
  expect(straddle['break_even_low']! + straddle['break_even_high']!).toBeCloseTo(46_300, 2);
  expect(figures!['skew_25_delta']).toEqual({ call_iv: 12, put_iv: 12, risk_reversal: 0, butterfly: 0 });
});

test('the surface has a smile per expiry and the term structure with the volatility between them', async () => {
  const { app } = createQuotedBackend();
  const { status, body } = await askJson(app, '/api/v2/options/surface?underlying=nifty');
  expect(status).toBe(200);
  const { data } = body as {
    data: {
      term_structure: Record<string, number>[];
      expiries: { smile: object[] }[];
    };
  };
  expect(data.expiries.map(({ smile }) => smile.length)).toEqual([41, 41]);
  expect(data.expiries[0]).toMatchObject({ expiry: '2026-02-11', forward: FORWARD, atm_iv: 12, reasons: {} });
  expect(data.expiries[0]!.smile[0]).toEqual({
    strike: 22_150,
    moneyness_percent: -4.4022,
    iv: 12,
    leg: 'PE',
  });
  const [near, far] = data.term_structure;
  expect(near).toMatchObject({ expiry: '2026-02-11', days_to_expiry: 7.2597, atm_iv: 12, forward_iv: null });
  const [nearDays, farDays] = [near!['days_to_expiry']!, far!['days_to_expiry']!];
  const between = Math.sqrt((14 ** 2 * farDays - 12 ** 2 * nearDays) / (farDays - nearDays));
  expect(far!['forward_iv']).toBeCloseTo(between, 2);
});

test('before a price, figures that need one are null and say why', async () => {
  const { app, engine } = createQuotedBackend();
  engine.prices.entry('NIFTY').ltp = 0;
  const { status, body } = await askJson(app, '/api/v2/options/analytics?underlying=NIFTY');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    data: {
      underlying_ltp: null,
      expiries: [
        {
          forward: FORWARD,
          basis: null,
          atm_strike: null,
          atm_straddle: null,
          reasons: { basis: 'the underlying has no price yet' },
        },
        {},
      ],
    },
  });
});

test('a chain without any price answers nulls with reasons, never NaN', async () => {
  const { app, engine, chain } = createBackend();
  for (const column of [chain.ltp, chain.bid, chain.ask, chain.oi, chain.volume]) column.fill(0);
  chain.version += 1;
  engine.prices.entry('NIFTY').ltp = 0;
  const surface = await askJson(app, '/api/v2/options/surface?underlying=NIFTY');
  expect(surface.body).toMatchObject({
    data: {
      term_structure: [{ forward: null, atm_iv: null, forward_iv: null }],
      expiries: [
        { forward: null, atm_iv: null, smile: [], reasons: { forward: expect.any(String) as string } },
      ],
    },
  });
  const { body } = await askJson(app, '/api/v2/options/analytics?underlying=NIFTY');
  expect(body).toMatchObject({ data: { expiries: [{ pcr_oi: null, max_pain_oi: null }] } });
});

test('on closing prices both say so', async () => {
  const { app, engine, chain } = createBackend();
  chain.source.fill(LEG_SOURCES.indexOf('closing'));
  engine.report = startupReport(engine, { state: 'degraded', source: 'closing' });
  for (const route of ['surface', 'analytics'])
    expect((await askJson(app, `/api/v2/options/${route}?underlying=NIFTY`)).body).toMatchObject({
      source: 'closing',
    });
});

test.each(['surface', 'analytics'])('%s refuses as options/live does', async (route) => {
  const { app } = createBackend();
  expect(await askJson(app, `/api/v2/options/${route}`)).toEqual({
    status: 422,
    body: { detail: [{ type: 'missing', loc: ['query', 'underlying'], msg: 'Field required', input: null }] },
  });
  expect(await askJson(app, `/api/v2/options/${route}?underlying=gold`)).toEqual({
    status: 404,
    body: { detail: 'Option chain not found for GOLD' },
  });
});

test('an expiry that is no date is 422, one that is not cached 404', async () => {
  const { app } = createBackend();
  const asked = '/api/v2/options/analytics?underlying=NIFTY&expiry=';
  expect(await askJson(app, `${asked}11-02-2026`)).toMatchObject({
    status: 422,
    body: { detail: [{ loc: ['query', 'expiry'], input: '11-02-2026' }] },
  });
  expect(await askJson(app, `${asked}2026-02-12`)).toEqual({
    status: 404,
    body: { detail: 'Option chain not found for NIFTY 2026-02-12' },
  });
});
