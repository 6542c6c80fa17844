import { expect, test } from 'vitest';
import { loadEarlierMinutes } from '#engine/adapters/minute-candles.ts';
import { CandleBook } from '#engine/candles/candle-book.ts';
import { computeIndicator } from '#engine/indicators/compute-indicator.ts';
import { parseIndicatorId } from '#engine/indicators/indicator-ids.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { createRehearsal, scenarioCredentials } from '#cli/rehearsal.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import { loadScenario } from '#scenarios/catalogue.ts';

test('an exchange that is served from 09:40 on charts its minutes from the bell, and RSI_14 has a value at once', async () => {
  const rehearsal = createRehearsal(loadScenario('market-hours'), {
    seed: undefined,
    startAt: '09:40:30',
    isRaw: false,
    wire: WIRE_PROFILES.observed,
  });
  const book = new CandleBook();
  await loadEarlierMinutes(book, ['NIFTY'], {
    source: {
      transport: inProcessTransports(rehearsal.exchange).http,
      restUrl: 'http://exchange.test/v2',
      credentials: scenarioCredentials(rehearsal),
    },
    nowMs: rehearsal.clock.nowMs(),
  });
  const candles = book.candles('NIFTY', '1min');
  expect(candles).toHaveLength(25);
  expect(istIso(candles[0]!.startMs)).toBe('2026-02-04T09:15:00.000+05:30');
  expect(istIso(candles.at(-1)!.startMs)).toBe('2026-02-04T09:39:00.000+05:30');
  const rsi = parseIndicatorId('RSI_14');
  if (!rsi.ok) throw new Error(rsi.error);
  const value = computeIndicator(rsi.value, candles).at(-1) as number;
  expect(value > 0 && value < 100).toBe(true);
  rehearsal.exchange.close();
});
