import { afterEach, expect, test } from 'vitest';
import { openRecordedWire } from '#engine/adapters/recording/recorded-wire.ts';
import { encodeConnectionEvent } from '#engine/recording/connection-event.ts';
import { encodeFrame } from '#engine/recording/frames.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';
import { PACKET_LENGTHS } from '#engine/wire/feed-codes.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { createRecordedExchange } from '#mock-dhan/recorded/recorded-exchange.ts';
import type { RecordedExchange } from '#mock-dhan/recorded/recorded-exchange.ts';
import { STARTED_AT_MS, callMessage, writeRecording } from '#test/support/recordings.ts';
import type { WrittenMessage } from '#test/support/recordings.ts';
import { SinkLog } from '#test/support/sink-log.ts';

const NIFTY = 13;
const BANKNIFTY = 25;
const LOGIN = { token: 'any', clientId: 'A' };

const clearing: (() => void)[] = [];
afterEach(() => {
  for (const clear of clearing.splice(0)) clear();
});

test('a client gets the recorded packets of what it subscribed to, at their times, until it unsubscribes', () => {
  const { exchange, clock } = replaying([
    tick(1, 1000, NIFTY, 100),
    tick(1, 1000, BANKNIFTY, 200),
    tick(1, 2000, NIFTY, 101),
    tick(1, 3000, NIFTY, 102),
  ]);
  const client = connect(exchange);
  client.subscribe(15, NIFTY);
  clock.advanceTo(STARTED_AT_MS + 1500);
  expect(client.prices()).toEqual([100]);
  clock.advanceTo(STARTED_AT_MS + 2000);
  expect(client.prices()).toEqual([100, 101]);
  client.subscribe(16, NIFTY);
  clock.advanceTo(STARTED_AT_MS + 3000);
  expect(client.prices()).toEqual([100, 101]);
});

test('whoever comes late is told what was said last, and nothing that came before it', () => {
  const { exchange, clock } = replaying([
    tick(1, 1000, NIFTY, 100),
    tick(1, 2000, NIFTY, 101),
    tick(1, 5000, NIFTY, 102),
  ]);
  clock.advanceTo(STARTED_AT_MS + 3000);
  const client = connect(exchange);
  client.subscribe(15, NIFTY);
  expect(client.prices()).toEqual([101]);
});

test('a clock that begins inside the recording finds everything before it said, and a client hears the last of it once', () => {
  const { exchange, clock } = replaying(
    [tick(1, 1000, NIFTY, 100), tick(1, 2000, NIFTY, 101), tick(1, 5000, NIFTY, 102)],
    { startsAfterMs: 3000 },
  );
  const client = connect(exchange);
  client.subscribe(15, NIFTY);
  clock.advanceTo(STARTED_AT_MS + 5000);
  expect(client.prices()).toEqual([101, 102]);
});

test('a price that several recorded sockets brought is heard once, from another when the first has ended', () => {
  const { exchange, clock } = replaying([
    tick(1, 1000, NIFTY, 100),
    tick(2, 1000, NIFTY, 100),
    ended(1, 1500),
    tick(2, 2000, NIFTY, 101),
  ]);
  const client = connect(exchange);
  client.subscribe(15, NIFTY);
  clock.advanceTo(STARTED_AT_MS + 3000);
  expect(client.prices()).toEqual([100, 101]);
});

test('a poorer mode is made of the richer one that was recorded', () => {
  const fields = {
    code: 8 as const,
    ltp: 100.5,
    ltt: 1_770_196_500,
    volume: 7,
    open: 1,
    close: 2,
    high: 3,
    low: 4,
  };
  const { exchange, clock } = replaying([packet(1, 1000, NIFTY, fields)]);
  const [ticker, quote] = [connect(exchange), connect(exchange)];
  ticker.subscribe(15, NIFTY);
  quote.subscribe(17, NIFTY);
  clock.advanceTo(STARTED_AT_MS + 1000);
  expect(ticker.packets()).toMatchObject([{ kind: 'ticker', ltp: 100.5, ltt: 1_770_196_500 }]);
  expect(quote.packets()).toMatchObject([
    { kind: 'quote', ltp: 100.5, volume: 7, open: 1, close: 2, high: 3, low: 4 },
  ]);
});

test('a day that is moved moves its trade times, and the clock of its answers', async () => {
  const byMs = 86_400_000;
  const { exchange, clock } = replaying(
    [packet(1, 1000, NIFTY, { code: 2, ltp: 100, ltt: 1_770_196_500 }), rest(1000, {})],
    { shiftMs: byMs },
  );
  const client = connect(exchange);
  client.subscribe(15, NIFTY);
  clock.advanceTo(STARTED_AT_MS + byMs + 1000);
  expect(client.packets()).toMatchObject([{ ltt: 1_770_196_500 + 86_400 }]);
  const answer = await exchange.app.request('/v2/profile');
  expect(answer.headers.get('date')).toBe('Thu, 05 Feb 2026 03:45:01 GMT');
});

test('a recorded end of a socket ends those who listened to it, with its packet and code', () => {
  const farewell = new Uint8Array(10);
  const fields = { ...createPacketFields(), code: 50, disconnectReason: 807 } as PacketFields;
  encodePacket(new DataView(farewell.buffer), 0, fields);
  const { exchange, clock } = replaying([
    tick(1, 1000, NIFTY, 100),
    tick(2, 1000, BANKNIFTY, 200),
    { topic: 'live/1/from-exchange', afterMs: 2000, data: encodeFrame(0x82, farewell) },
    { topic: 'live/1/from-exchange', afterMs: 2000, data: encodeFrame(0x88, Uint8Array.of(3, 232)) },
  ]);
  const [nifty, bankNifty] = [connect(exchange), connect(exchange)];
  nifty.subscribe(15, NIFTY);
  bankNifty.subscribe(15, BANKNIFTY);
  clock.advanceTo(STARTED_AT_MS + 3000);
  expect(nifty.closeCodes()).toEqual([1000]);
  expect(nifty.packets().at(-1)).toMatchObject({ kind: 'disconnect', reason: 807 });
  expect(bankNifty.closeCodes()).toEqual([]);
});

test('a call gets the nearest earlier answer, the first before there was any, those of one moment in turn', async () => {
  const { exchange, clock } = replaying([
    rest(1000, { a: 1 }),
    rest(2000, { a: 2 }),
    rest(2000, { a: 3 }),
    rest(9000, { a: 4 }),
  ]);
  const ask = async () => (await exchange.app.request('/v2/profile')).json();
  expect(await ask()).toEqual({ a: 1 });
  clock.advanceTo(STARTED_AT_MS + 5000);
  expect([await ask(), await ask(), await ask()]).toEqual([{ a: 2 }, { a: 3 }, { a: 3 }]);
});

test('calls are told apart by path, query and body, not by who asks or how the JSON is spelt', async () => {
  const body = '{"UnderlyingScrip":13,"Expiry":"2026-02-10","dhanClientId":"redacted:0123456789abcdef"}';
  const call = callMessage({
    method: 'POST',
    target: '/v2/optionchain',
    requestHeaders: [['client-id', 'redacted:0123456789abcdef']],
    requestBody: new TextEncoder().encode(body),
    responseBody: new TextEncoder().encode('{"dhanClientId":"redacted:0123456789abcdef"}'),
  });
  const { exchange } = replaying([{ topic: 'rest', afterMs: 0, data: call }]);
  const ask = async (asked: string, path = '/v2/optionchain') =>
    exchange.app.request(path, { method: 'POST', body: asked, headers: { 'client-id': '1100000007' } });
  const same = await ask('{ "Expiry": "2026-02-10", "dhanClientId": "1100000007", "UnderlyingScrip": 13 }');
  expect([same.status, await same.json()]).toEqual([200, { dhanClientId: '1100000007' }]);
  expect((await ask('{"UnderlyingScrip":25,"Expiry":"2026-02-10"}')).status).toBe(404);
  const other = await ask(body, '/v2/optionchain?x=1');
  expect(await other.json()).toMatchObject({
    errorMessage: expect.stringContaining('POST /v2/optionchain with this query'),
  });
});

test('order updates reach whoever has logged in', () => {
  const { exchange, clock } = replaying([
    {
      topic: 'order-update/1/from-exchange',
      afterMs: 1000,
      data: encodeFrame(0x81, new TextEncoder().encode('{"Type":"order_alert"}')),
    },
  ]);
  const [loggedIn, mute] = [connect(exchange, 'order-update'), connect(exchange, 'order-update')];
  loggedIn.say('{"LoginReq":{"MsgCode":42,"ClientId":"A","Token":"t"},"UserType":"SELF"}');
  clock.advanceTo(STARTED_AT_MS + 1000);
  expect(loggedIn.texts()).toEqual(['{"Type":"order_alert"}']);
  expect(mute.texts()).toEqual([]);
});

test('a recording without an answer or a socket is refused with the channels it has', () => {
  const path = writeRecording([ended(1, 0)]);
  expect(() => openRecordedWire(path)).toThrow(
    /expected the channel rest or one of a socket .*, was connections \(/,
  );
});

function replaying(
  messages: readonly WrittenMessage[],
  { shiftMs = 0, startsAfterMs = 0 }: { readonly shiftMs?: number; readonly startsAfterMs?: number } = {},
): { exchange: RecordedExchange; clock: VirtualClock } {
  const wire = openRecordedWire(writeRecording(messages));
  const clock = new VirtualClock(STARTED_AT_MS + shiftMs + startsAfterMs);
  const exchange = createRecordedExchange({ wire, clock, shiftMs });
  clearing.push(() => {
    exchange.close();
    wire[Symbol.dispose]();
  });
  return { exchange, clock };
}

function connect(exchange: RecordedExchange, feed: 'live' | 'order-update' = 'live') {
  const sink = new SinkLog();
  const session = exchange.feeds[feed].connect(feed === 'live' ? LOGIN : undefined, sink);
  return {
    closeCodes: () => sink.closes.map(({ code }) => code),
    packets: () => sink.packets(),
    prices: () => sink.packets().map((each) => ('ltp' in each ? each.ltp : undefined)),
    texts: () => sink.messages.map((message) => new TextDecoder().decode(message)),
    say: (text: string) => session.receive(text),
    subscribe: (code: number, securityId: number) =>
      session.receive(
        JSON.stringify({
          RequestCode: code,
          InstrumentCount: 1,
          InstrumentList: [{ ExchangeSegment: 'IDX_I', SecurityId: String(securityId) }],
        }),
      ),
  };
}

function tick(connection: number, afterMs: number, securityId: number, ltp: number): WrittenMessage {
  return packet(connection, afterMs, securityId, { code: 2, ltp });
}

function packet(
  connection: number,
  afterMs: number,
  securityId: number,
  fields: Partial<PacketFields> & { readonly code: 2 | 8 },
): WrittenMessage {
  const bytes = new Uint8Array(PACKET_LENGTHS[fields.code]);
  encodePacket(new DataView(bytes.buffer), 0, {
    ...createPacketFields(),
    exchangeSegmentCode: 0,
    securityId,
    ...fields,
  });
  return { topic: `live/${connection}/from-exchange`, afterMs, data: encodeFrame(0x82, bytes) };
}

function rest(afterMs: number, body: object): WrittenMessage {
  return {
    topic: 'rest',
    afterMs,
    data: callMessage({ responseBody: new TextEncoder().encode(JSON.stringify(body)) }),
  };
}

function ended(connection: number, afterMs: number): WrittenMessage {
  const event = {
    event: 'ended',
    connection,
    feed: 'live',
    by: 'exchange',
    how: 'closed',
    note: null,
  } as const;
  return { topic: 'connections', afterMs, data: encodeConnectionEvent(event) };
}
