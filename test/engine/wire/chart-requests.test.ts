import { describe, expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { parseHistoricalChartRequest, parseIntradayChartRequest } from '#engine/wire/rest-bodies.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { javaTierBodies, sampleFolder } from '#test/support/recorded-bodies.ts';

const OBSERVED = WIRE_PROFILES.observed;
const REQUEST = {
  securityId: '13',
  exchangeSegment: 'IDX_I',
  instrument: 'INDEX',
  interval: '5',
  fromDate: '2026-02-03',
  toDate: '2026-02-04',
};

test('an intraday date includes its whole day, a daily one ends before it', () => {
  const text = JSON.stringify(REQUEST);
  const fromMs = istToEpochMs('2026-02-03');
  expect(parseIntradayChartRequest(text, OBSERVED)).toMatchObject({
    ok: true,
    value: { securityId: 13, intervalMinutes: 5, fromMs, toMs: istToEpochMs('2026-02-05') - 1 },
  });
  expect(parseHistoricalChartRequest(text, OBSERVED)).toMatchObject({
    ok: true,
    value: { withOpenInterest: false, fromMs, toMs: istToEpochMs('2026-02-04') - 1 },
  });
});

test('dates may lie ninety days apart, one more is refused in the exchange’s words', () => {
  const ninety = { ...REQUEST, fromDate: '2025-11-06' };
  expect(parseIntradayChartRequest(JSON.stringify(ninety), OBSERVED).ok).toBe(true);
  const more = { ...REQUEST, fromDate: '2025-11-05' };
  expect(parseIntradayChartRequest(JSON.stringify(more), OBSERVED)).toEqual({
    ok: false,
    errorCode: 'DH-905',
    message: 'Data for Intraday Charts can be fetched for 90 days at a time',
  });
});

describe('requests the exchange has answered', () => {
  const answered = javaTierBodies().filter(
    ({ file, request_body }) => /^POST_charts_\w+_200/.test(file) && request_body.startsWith('{'),
  );
  test.runIf(sampleFolder() !== undefined)('there are some', () => {
    expect(answered.length).toBeGreaterThan(3);
  });
  test.runIf(answered.length > 0).each(answered)('the request of $file is understood', (body) => {
    const parse = body.file.includes('_intraday_') ? parseIntradayChartRequest : parseHistoricalChartRequest;
    expect(parse(body.request_body, OBSERVED)).toMatchObject({ ok: true });
  });
});
