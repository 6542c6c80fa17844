/** The indicator routes under any call and any candles: a value or the reason why there is none, never a failure and never null. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Candle } from '#engine/candles/candle.ts';
import { INDICATORS, indicatorNamed } from '#engine/indicators/indicator-catalogue.ts';
import { hostileText, hostileValue, mostly, nearly } from '#test/mock-dhan/fuzz/hostile-values.ts';
import { ask, createBackend } from './backend.ts';

const OPEN_MS = 1_770_176_700_000; // 2026-02-04 09:15 IST
const MINUTE_MS = 60_000;
const ANSWERS = [200, 404, 409, 422];

/** Markets that stand still, jump, or trade nothing among them. */
const candle = fc
  .record({
    prices: fc.oneof(
      fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 4, maxLength: 4 }),
      fc.constantFrom<number[][]>([5, 5, 5, 5], [2_500_000, 2_500_000, 2_500_000, 2_500_000]),
    ),
    volume: fc.oneof(fc.constant(0), fc.nat(1_000_000)),
  })
  .map(({ prices: ticks, volume }) => {
    const prices = ticks.map((tick) => tick / 20);
    const [open = 0, close = 0] = prices;
    return { open, high: Math.max(...prices), low: Math.min(...prices), close, volume };
  });
const market = fc
  .array(candle, { maxLength: 80 })
  .map((candles) =>
    candles.map((each, index): Candle => ({ ...each, startMs: OPEN_MS + index * MINUTE_MS })),
  );

/** Ids with parameters within their ranges and beyond; short windows, or none of them would have candles enough. */
const id = fc
  .record({
    indicator: fc.constantFrom(...INDICATORS),
    values: fc.array(fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(0.02, 0.5, 1001, -1)), {
      maxLength: 5,
    }),
  })
  .map(({ indicator, values }) =>
    [indicator.name, ...values.slice(0, 1 + indicator.parameters.length)].join('_'),
  );
const text = hostileValue.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));

const read = fc
  .record({
    route: fc.constantFrom('current', 'history', 'at-offset'),
    symbol: mostly(fc.constant('NIFTY'), text),
    timeframe: mostly(fc.constant('1min'), text),
    ids: mostly(fc.array(id, { minLength: 1, maxLength: 3 }).map(String), text, 20),
    place: mostly(fc.nat(90).map(String), text),
  })
  .map(({ route, symbol, timeframe, ids, place }) => {
    const query = {
      symbol,
      timeframe,
      indicators: ids,
      indicator: ids.split(',')[0]!,
      offset: place,
      lookback: place,
    };
    return { path: `/indicators/${route}?${new URLSearchParams(query).toString()}`, init: { method: 'GET' } };
  });
const written = fc
  .record({
    route: fc.constantFrom('subscribe', 'unsubscribe', 'batch'),
    body: fc.oneof(
      nearly({
        symbol: 'NIFTY',
        timeframe: '1min',
        indicators: ['RSI_14', { name: 'SMA', params: { length: 3 } }],
      }),
      id.chain((indicator) =>
        nearly({ symbol: 'NIFTY', queries: [{ timeframe: '1min', indicator, lookback: 5 }] }),
      ),
      hostileText,
    ),
  })
  .map(({ route, body }) => ({ path: `/indicators/${route}`, init: { method: 'POST', body } }));

test('no call and no market makes an indicator fail, or be null or infinite', async () => {
  let candles: readonly Candle[] = [];
  const { app } = createBackend({
    indicators: { candles: { symbols: () => ['NIFTY'], candles: () => candles } },
  });
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      market,
      fc.oneof({ weight: 3, arbitrary: read }, { weight: 1, arbitrary: written }),
      async (given, call) => {
        candles = given;
        const { status, text: answer } = await ask(app, call.path, call.init);
        statuses.add(status);
        if (!ANSWERS.includes(status) && status !== 413)
          expect([status, call.path, answer]).toEqual([ANSWERS, '', '']);
        const body: unknown = JSON.parse(answer);
        if (status === 200) expect(answer).not.toContain('null');
        else expect(body).toHaveProperty('detail');
        // The reason must be the true one: nothing else leaves a hole.
        const [, name] = /"(\w+?)(?:_[^ ]*)? has no value/.exec(answer) ?? [];
        if (name !== undefined) expect([name, indicatorNamed(name)?.needsVolume]).toEqual([name, true]);
      },
    ),
    { numRuns: 4000 },
  );
  for (const status of ANSWERS) expect(statuses).toContain(status);
});
