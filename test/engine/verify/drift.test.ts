import { expect, test } from 'vitest';
import { driftBetween } from '#engine/verify/drift.ts';
import type { ObservedCall, ObservedFeed, WireObservation } from '#engine/verify/wire-observation.ts';
import { jsonShape } from '#engine/wire/json-shape.ts';

function call(body: unknown, differs: Partial<ObservedCall> = {}): ObservedCall {
  return {
    id: 'optionchain',
    method: 'POST',
    path: '/v2/optionchain',
    isOfAccount: false,
    status: 200,
    code: undefined,
    shape: jsonShape(typeof body === 'string' ? body : JSON.stringify(body), 'java'),
    ...differs,
  };
}

function feed(differs: Partial<ObservedFeed> = {}): ObservedFeed {
  return { listenedMs: 5000, packets: ['index 4/50'], gapMs: 250, lttAheadMs: 19_800_000, ...differs };
}

function observation(one: ObservedCall, heard?: ObservedFeed): WireObservation {
  return { calls: [one], feed: heard };
}

function between(expected: ObservedCall, actual: ObservedCall): readonly string[] {
  const { drifts } = driftBetween(observation(expected), observation(actual));
  return drifts.map(({ where, kind }) => `${where}: ${kind}`);
}

test('the same shapes with other values are no drift', () => {
  const expected = call({ data: { oc: { '100.0': { ce: 1.5, at: '2026-02-04 09:20' } } }, ok: true });
  const actual = call({ data: { oc: { '7.5': { ce: 22.25, at: '2027-11-30 15:01' } } }, ok: false });
  expect(between(expected, actual)).toEqual([]);
});

test('a key that is gone, one that is new and one of another type are each named with their path', () => {
  const expected = call({ data: [{ ltp: 1.5, oi: 3, at: '2026-02-04' }] });
  const actual = call({ data: [{ ltp: '1.5', at: '04/02/2026', iv: 0.5 }] });
  expect(between(expected, actual)).toEqual([
    'optionchain /data/*/at: type',
    'optionchain /data/*/iv: key new',
    'optionchain /data/*/ltp: type',
    'optionchain /data/*/oi: key missing',
  ]);
});

test('an empty list and a null say nothing of what they would hold', () => {
  const expected = call({ data: [{ ltp: 1.5 }], greeks: { delta: 0.5 } });
  expect(between(expected, call({ data: [], greeks: null }))).toEqual([]);
});

test('an integer where the Java tier writes doubles is a drift', () => {
  expect(between(call('{"open":[1.0]}'), call('{"open":[1]}'))).toEqual(['optionchain /open/*: type']);
});

test('status and code are compared; what depends on the account or on the rate is not judged', () => {
  const expected = call({}, { status: 400, code: 'DH-906' });
  expect(between(expected, call({}, { status: 401, code: 'DH-901' }))).toEqual(['optionchain: status']);
  expect(between(expected, call({}, { status: 400, code: 'DH-905' }))).toEqual(['optionchain: code']);
  const ofAccount = driftBetween(observation({ ...expected, isOfAccount: true }), observation(call({})));
  expect(ofAccount).toMatchObject({ drifts: [], compared: 0 });
  expect(ofAccount.notJudged[0]?.reason).toContain('depends on the account');
  const limited = driftBetween(observation(expected), observation(call({}, { status: 429 })));
  expect(limited.notJudged[0]?.reason).toContain('HTTP 429');
});

test('a body that is no JSON any more is a drift', () => {
  expect(between(call({}), call({}, { shape: undefined }))).toEqual(['optionchain: body']);
});

test('the feed is compared by packets, grid and trade time, and an idle one is not judged', () => {
  const heard = (differs: Partial<ObservedFeed>): readonly string[] =>
    driftBetween(observation(call({}), feed()), observation(call({}), feed(differs))).drifts.map(
      ({ kind }) => kind,
    );
  expect(heard({ gapMs: 310 })).toEqual([]);
  expect(heard({ gapMs: 100 })).toEqual(['cadence']);
  expect(heard({ gapMs: 1000 })).toEqual(['cadence']);
  expect(heard({ packets: ['index 4/50', 'leg 6/16'] })).toEqual(['packets']);
  expect(heard({ lttAheadMs: -1500 })).toEqual(['trade time']);
  expect(heard({ lttAheadMs: 19_799_000 })).toEqual([]);
  const idle = driftBetween(observation(call({}), feed()), observation(call({}), feed({ packets: [] })));
  expect(idle.drifts).toEqual([]);
  expect(idle.notJudged).toEqual([
    { where: 'feed', reason: 'no packet arrived in 5 s: is the market open?' },
  ]);
});

test('a last trade of yesterday is no drift of the trade time', () => {
  const old = feed({ lttAheadMs: 19_800_000 - 64_000_000 });
  const { drifts, notJudged } = driftBetween(observation(call({}), feed()), observation(call({}), old));
  expect(drifts).toEqual([]);
  expect(notJudged).toEqual([{ where: 'feed trade time', reason: 'the last trade is old' }]);
});
