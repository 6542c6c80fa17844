/** Every recorded body of the real exchange parses, and what we render for the same facts has the same bytes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import {
  parseExpiryList,
  parseExpiryListRequest,
  parseMarketFeedLtp,
  parseMarketFeedOhlc,
  parseMarketFeedQuote,
  parseMarketFeedRequest,
  parseOptionChain,
  parseOptionChainRequest,
  renderExpiryList,
  renderMarketFeedLtp,
  renderMarketFeedOhlc,
  renderMarketFeedQuote,
  renderOptionChain,
} from '#engine/wire/rest-bodies.ts';
import type { OptionChainBody, OptionLegBody, Parsed } from '#engine/wire/rest-bodies.ts';
import { readUpstreamFailure, renderJavaError, renderNotFound } from '#engine/wire/error-bodies.ts';
import { parseCompactMaster, parseDetailedMaster } from '#engine/wire/scrip-master.ts';
import { jsonKinds } from '#engine/wire/json-kinds.ts';
import { dataFolderBodies, goldenBodies, sampleFolder } from '#test/support/recorded-bodies.ts';
import type { RecordedText } from '#test/support/recorded-bodies.ts';

describe('committed bodies', () => {
  expectGenuine(goldenBodies());

  test('there is at least one of every kind', () => {
    const kinds = ['POST_optionchain_200', 'POST_optionchain_expirylist_200', 'POST_marketfeed_ltp_200'];
    const more = [
      'POST_marketfeed_ohlc_200',
      'POST_marketfeed_quote_200',
      'GET_profile_200',
      'GET_orders_401',
    ];
    for (const kind of [...kinds, ...more])
      expect(
        goldenBodies().some(({ file }) => file.startsWith(kind)),
        kind,
      ).toBe(true);
  });
});

const others = dataFolderBodies();
const samples = sampleFolder();
if (others && samples !== undefined) {
  describe('bodies of the data folder', () => expectGenuine(others));
  describe('scrip masters of the data folder', () => expectWholeMasters(samples));
} else {
  test.skip('bodies and scrip masters of the data folder: neither PREOPEN_DATA_DIR nor ../shared/data holds dhan-samples', () => {});
}

function expectGenuine(bodies: readonly RecordedText[]): void {
  // Profiles are rendered again in profile-body.test.ts.
  const successes = bodies.filter(({ status, file }) => status === 200 && !file.startsWith('GET_profile'));
  const refusals = bodies.filter(({ status }) => status >= 400);
  test.each(successes)('$file parses and renders back to its own bytes', ({ file, text }) => {
    const rendered = renderedAgain(file, text);
    expect(jsonKinds(rendered)).toEqual(jsonKinds(text));
    expect(rendered).toBe(text);
  });
  test.each(refusals)('$file is understood as a refusal', ({ status, text }) => {
    const refusal = readUpstreamFailure(status, text);
    expect(refusal.failure).toBe(expectedFailure(status, text));
    expect(refusal.message).not.toBe(`HTTP ${status}`);
    const { timestamp, path, ...javaError } = JSON.parse(text);
    if (javaError.errorType) expect(renderJavaError(javaError)).toBe(text);
    if (path) expect(renderNotFound(path, timestamp)).toBe(text);
  });
  test.each(successes.filter(({ request_body }) => request_body.startsWith('{')))(
    'the request of $file is understood',
    ({ file, request_body }) => {
      const parse = file.startsWith('POST_marketfeed')
        ? parseMarketFeedRequest
        : file.startsWith('POST_optionchain_expirylist')
          ? observedExpiryList
          : observedOptionChain;
      expect(parse(request_body)).toMatchObject({ ok: true });
    },
  );
}

const observedExpiryList = (text: string) => parseExpiryListRequest(text, WIRE_PROFILES.observed);
const observedOptionChain = (text: string) => parseOptionChainRequest(text, WIRE_PROFILES.observed);

function expectWholeMasters(folder: string): void {
  test.each([
    ['api-scrip-master.EQ+INDEX.2026-06-29.csv.gz', parseCompactMaster],
    ['api-scrip-master-detailed.NSE-EQ+INDEX.2026-04.csv.gz', parseDetailedMaster],
    ['api-scrip-master-detailed.NSE-FUTSTK.2025-07.csv', parseDetailedMaster],
  ])('every row of %s is read', (file, parse) => {
    const bytes = readFileSync(join(folder, file));
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
    const { rows, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(rows).toHaveLength(text.trimEnd().split('\n').length - 1);
  });
}

function renderedAgain(file: string, text: string): string {
  if (file.startsWith('POST_optionchain_expirylist')) return renderExpiryList(valueOf(parseExpiryList(text)));
  if (file.startsWith('POST_optionchain')) return chainRenderedAgain(text);
  if (file.startsWith('POST_marketfeed_ltp')) return renderMarketFeedLtp(valueOf(parseMarketFeedLtp(text)));
  if (file.startsWith('POST_marketfeed_ohlc'))
    return renderMarketFeedOhlc(valueOf(parseMarketFeedOhlc(text)));
  return renderMarketFeedQuote(valueOf(parseMarketFeedQuote(text)));
}

/** The snapshot drops fields, so the equivalent body is taken from the JSON, in another order, and the snapshot is checked beside it. */
function chainRenderedAgain(text: string): string {
  const { data } = JSON.parse(text) as {
    data: { last_price: number; oc: Record<string, { ce: OptionLegBody; pe: OptionLegBody }> };
  };
  const snapshot = valueOf(parseOptionChain(text));
  const entries = Object.entries(data.oc);
  expect(snapshot.strikes.map(({ strike }) => strike.toFixed(6))).toEqual(entries.map(([key]) => key));
  expect(snapshot.strikes.map(({ pe }) => pe?.ltp)).toEqual(entries.map(([, legs]) => legs.pe.last_price));
  const strikes = entries.map(([key, legs]) => ({ strike: Number(key), ...legs })).toReversed();
  const body: OptionChainBody = { last_price: data.last_price, strikes };
  return renderOptionChain(body);
}

function expectedFailure(status: number, text: string): string {
  if (status === 429) return 'rate-limit';
  return status === 401 || text.includes('Invalid Token') ? 'authentication' : 'rejected';
}

function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}
