import { expect, test } from 'vitest';
import { chartedIndices, loadEarlierMinutes } from '#engine/adapters/minute-candles.ts';
import { RequestPacer } from '#engine/cache/request-pacing.ts';
import { CandleBook } from '#engine/candles/candle-book.ts';
import { TIMEFRAMES } from '#engine/candles/candle.ts';
import type { Candle, Timeframe } from '#engine/candles/candle.ts';
import { computeIndicator } from '#engine/indicators/compute-indicator.ts';
import { parseIndicatorId } from '#engine/indicators/indicator-ids.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { createRehearsal, scenarioCredentials } from '#cli/rehearsal.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { driveUntilSettled } from '#test/support/drive-clock.ts';

/** What a backend that starts at `startAt` knows of the indices before its first tick. */
async function candlesAt(startAt: string, symbols: readonly string[]): Promise<CandleBook> {
  const rehearsal = createRehearsal(loadScenario('market-hours'), {
    seed: undefined,
    startAt,
    isRaw: false,
    wire: WIRE_PROFILES.observed,
  });
  const book = new CandleBook();
  const source = {
    transport: inProcessTransports(rehearsal.exchange).http,
    restUrl: 'http://exchange.test/v2',
    credentials: scenarioCredentials(rehearsal),
    pacer: new RequestPacer(rehearsal.clock),
    untilMs: rehearsal.clock.nowMs(),
  };
  await driveUntilSettled(rehearsal.clock, loadEarlierMinutes(book, chartedIndices(symbols), source));
  rehearsal.exchange.close();
  return book;
}

function newest(id: string, candles: readonly Candle[]): number {
  const asked = parseIndicatorId(id);
  if (!asked.ok) throw new Error(asked.error);
  return computeIndicator(asked.value, candles).at(-1) as number;
}

test('RSI_14 has a value at 09:20 in every timeframe, of sessions that end and begin at their bells', async () => {
  const book = await candlesAt('09:20:00', ['NIFTY', 'SENSEX']);
  for (const timeframe of TIMEFRAMES) {
    const value = newest('RSI_14', book.candles('NIFTY', timeframe));
    expect([timeframe, value > 0 && value < 100]).toEqual([timeframe, true]);
  }
  const starts = (symbol: string, timeframe: Timeframe): readonly string[] =>
    book.candles(symbol, timeframe).map(({ startMs }) => istIso(startMs).slice(0, 16));
  expect(starts('NIFTY', '60min').slice(-3)).toEqual([
    '2026-02-03T14:15',
    '2026-02-03T15:15',
    '2026-02-04T09:15',
  ]);
  expect(starts('SENSEX', '5min').slice(-2)).toEqual(['2026-02-03T15:25', '2026-02-04T09:15']);
  expect(starts('NIFTY', '1min').slice(-6, -4)).toEqual(['2026-02-03T15:29', '2026-02-04T09:15']);
});

test('before the open there are the days before, each minute within its reach', async () => {
  const book = await candlesAt('09:00:00', ['NIFTY']);
  const days = book.candles('NIFTY', 'day');
  expect(days.map(({ startMs }) => istIso(startMs).slice(0, 10)).slice(-3)).toEqual([
    // 1 February 2026 was a Sunday with a session for the budget.
    '2026-02-01',
    '2026-02-02',
    '2026-02-03',
  ]);
  expect(days.length).toBeGreaterThan(15);
  for (const { open, high, low, close } of book.candles('NIFTY', '1min'))
    expect(high >= Math.max(open, close) && low <= Math.min(open, close)).toBe(true);
});

test('an exchange that is served from 09:40 on charts its minutes from the bell', async () => {
  const today = (await candlesAt('09:40:30', ['NIFTY']))
    .candles('NIFTY', '1min')
    .filter(({ startMs }) => istIso(startMs) >= '2026-02-04');
  expect(today).toHaveLength(25);
  expect(istIso(today[0]!.startMs)).toBe('2026-02-04T09:15:00.000+05:30');
  expect(istIso(today.at(-1)!.startMs)).toBe('2026-02-04T09:39:00.000+05:30');
});
