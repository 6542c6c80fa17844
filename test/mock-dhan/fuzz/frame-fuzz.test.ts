/** Every parser of frames under any bytes and texts: an answer or a finding, never an exception, and no state that grows. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeDepthFrame } from '#engine/wire/depth-packets.ts';
import { FeedFrameReader, decodePacket } from '#engine/wire/feed-packets.ts';
import { parseDepthRequest, parseFeedRequest } from '#engine/wire/feed-requests.ts';
import { readUpstreamFailure } from '#engine/wire/error-bodies.ts';
import { parseOrderUpdateLogin } from '#engine/wire/order-update-login.ts';
import {
  parseExpiryList,
  parseMarketFeedLtp,
  parseMarketFeedQuote,
  parseOptionChain,
  parseProfile,
} from '#engine/wire/rest-bodies.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { sinkInto } from '#test/support/sink-log.ts';
import { createSmallExchange } from '#test/support/small-world.ts';
import { heapGrowth } from './heap-growth.ts';
import { hostileText, mostly, nearly } from './hostile-values.ts';

const RUNS = { numRuns: 10_000 };
const HEAP_GROWTH_MAX = 48 * 1024 * 1024;
const WIRES = fc.constantFrom(...Object.values(WIRE_PROFILES));

const subscription = nearly({
  RequestCode: 15,
  InstrumentCount: 2,
  InstrumentList: [
    { ExchangeSegment: 'IDX_I', SecurityId: '13' },
    { ExchangeSegment: 'NSE_FNO', SecurityId: '40000' },
  ],
});
const codes = fc.constantFrom(11, 12, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, -1, 1e9);
/** Subscriptions with any code, and anything else as a text. */
const feedText = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(subscription, codes).map(([text, code]) => text.replace(':15', `:${code}`)),
  },
  { weight: 2, arbitrary: nearly({ RequestCode: 23, ExchangeSegment: 'NSE_FNO', SecurityId: '40000' }) },
  { weight: 1, arbitrary: hostileText.map(textOf) },
);
const loginText = fc.oneof(
  {
    weight: 3,
    arbitrary: nearly({ LoginReq: { MsgCode: 42, ClientId: '1100000001', Token: 'x' }, UserType: 'SELF' }),
  },
  { weight: 1, arbitrary: hostileText.map(textOf) },
);

test('no text makes the parser of feed requests fail or name more than 100 instruments', () => {
  const kinds = new Set<string | undefined>();
  fc.assert(
    fc.property(feedText, WIRES, (text, wire) => {
      const request = parseFeedRequest(text, wire);
      kinds.add(request?.kind);
      if (request && 'instruments' in request) expect(request.instruments.length).toBeLessThanOrEqual(100);
    }),
    RUNS,
  );
  expect(kinds).toEqual(new Set(['subscribe', 'unsubscribe', 'disconnect', undefined]));
});

test('no text makes the parser of depth requests fail or name more than 100 instruments', () => {
  const kinds = new Set<string | undefined>();
  fc.assert(
    fc.property(feedText, WIRES, (text, wire) => {
      const request = parseDepthRequest(text, wire);
      kinds.add(request?.kind);
      if (request && 'instruments' in request) expect(request.instruments.length).toBeLessThanOrEqual(100);
    }),
    RUNS,
  );
  expect(kinds).toEqual(new Set(['subscribe', 'unsubscribe', 'disconnect', undefined]));
});

test('no text makes the parser of order-update logins fail', () => {
  const understood = new Set<boolean>();
  fc.assert(
    fc.property(loginText, (text) => {
      const login = parseOrderUpdateLogin(text);
      understood.add(login !== undefined);
      if (login) expect(typeof login.clientId).toBe('string');
    }),
    RUNS,
  );
  expect(understood).toEqual(new Set([true, false]));
});

test('no bytes make the reader of live frames fail, loop or read past their end', () => {
  let soundPackets = 0;
  const reader = new FeedFrameReader();
  fc.assert(
    fc.property(frameOf([2, 4, 5, 6, 8, 50], 'live'), (bytes) => {
      let packets = 0;
      const finding = reader.read(bytes, () => (packets += 1));
      soundPackets += packets;
      expect(packets).toBeLessThanOrEqual(bytes.length / 8);
      expect(packets > 0 || finding !== undefined).toBe(true);
      const packet = decodePacket(bytes);
      if (!packet.ok) expect(packet.error.message).not.toBe('');
    }),
    RUNS,
  );
  expect(soundPackets).toBeGreaterThan(0);
});

test('no bytes make the reader of depth frames fail, loop or read past their end', () => {
  fc.assert(
    fc.property(frameOf([41, 51, 50], 'depth'), fc.constantFrom<(20 | 200)[]>(20, 200), (bytes, levels) => {
      const { packets, finding } = decodeDepthFrame(bytes, levels);
      expect(packets.length).toBeLessThanOrEqual(bytes.length / 12);
      expect(packets.length > 0 || finding !== undefined).toBe(true);
    }),
    RUNS,
  );
});

test('no body makes a reader of the exchange’s answers fail', () => {
  const leg = {
    last_price: 1,
    oi: 1,
    volume: 1,
    greeks: {},
    security_id: 1,
    top_bid_price: 1,
    top_ask_price: 1,
  };
  const body = fc.oneof(
    nearly({ data: { last_price: 1, oc: { '25000.000000': { ce: leg, pe: leg } } }, status: 'success' }),
    nearly({ data: ['2026-02-10'], status: 'success' }),
    nearly({ data: { IDX_I: { 13: { last_price: 1 } } }, status: 'success' }),
    nearly({ dhanClientId: '1', tokenValidity: '30/03/2025 15:37', dataPlan: 'Active' }),
    nearly({ errorType: 'x', errorCode: 'DH-905', errorMessage: 'x' }),
    hostileText.map(textOf),
  );
  const readers = [parseOptionChain, parseExpiryList, parseMarketFeedLtp, parseMarketFeedQuote, parseProfile];
  const understood = new Set<boolean>();
  fc.assert(
    fc.property(body, fc.constantFrom(200, 400, 401, 429, 500), (text, status) => {
      for (const read of readers) {
        const { ok } = read(text);
        understood.add(ok);
      }
      expect(readUpstreamFailure(status, text).message).not.toBe('');
    }),
    RUNS,
  );
  expect(understood).toEqual(new Set([true, false]));
});

test('no message makes a session of any feed fail, whatever it was told before', () => {
  const feeds = ['live', 'depth-20', 'depth-200', 'order-update'] as const;
  const message = fc.oneof(
    { weight: 6, arbitrary: feedText },
    { weight: 1, arbitrary: loginText },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ maxLength: 100 }),
    },
  );
  const { exchange, clock } = createSmallExchange();
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const login = fc.record({
    token: mostly(fc.constant<string | undefined>(accessToken), fc.option(fc.string(), { nil: undefined })),
    clientId: mostly(fc.constant<string | undefined>(clientId), fc.option(fc.string(), { nil: undefined })),
  });
  const growth = heapGrowth();
  fc.assert(
    fc.property(
      fc.constantFrom(...feeds),
      login,
      fc.array(message, { maxLength: 5 }),
      (feed, who, messages) => {
        let sent = 0;
        const session = exchange.feeds[feed].connect(
          who,
          sinkInto((bytes) => (sent += bytes.length)),
        );
        for (const text of messages) session?.receive(text);
        clock.advanceTo(clock.nowMs() + 250);
        session?.clientClosed();
        // Five messages of 100 instruments, of which this world has 14, cannot be worth more.
        expect(sent).toBeLessThan(5 * 14 * 7000);
      },
    ),
    RUNS,
  );
  expect(exchange.connections()).toEqual([]);
  expect(clock.nextTimerAtMs()).toBeUndefined();
  expect(growth()).toBeLessThan(HEAP_GROWTH_MAX);
});

/** Bytes with sound headers often enough that what stands behind them is looked at; lengths are mostly nearly right. */
function frameOf(codes: readonly number[], layout: 'live' | 'depth'): fc.Arbitrary<Uint8Array> {
  const packet = fc
    .tuple(
      mostly(fc.constantFrom(...codes), fc.integer({ min: 0, max: 255 })),
      fc.constantFrom(0, 8, 10, 12, 14, 16, 50, 162, 332, 3212, 65_535),
      fc.uint8Array({ maxLength: 400 }),
    )
    .map(([code, length, rest]) => {
      const bytes = new Uint8Array(Math.max(8, Math.min(length, 400)));
      bytes.set(rest.subarray(0, bytes.length));
      const view = new DataView(bytes.buffer);
      view.setUint8(layout === 'live' ? 0 : 2, code);
      view.setUint16(layout === 'live' ? 1 : 0, length, true);
      return bytes;
    });
  const stacked = fc
    .array(packet, { minLength: 1, maxLength: 4 })
    .map((packets) => new Uint8Array(packets.flatMap((bytes) => [...bytes])));
  return fc.oneof(
    { weight: 4, arbitrary: stacked },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 500 }) },
  );
}

function textOf(text: string | Uint8Array): string {
  return typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
}
