/** Planned faults strike what a recording says, seen by clients on real sockets. */
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openRecordedWire } from '#engine/adapters/recording/recorded-wire.ts';
import { encodeFrame } from '#engine/recording/frames.ts';
import { decodeDepthFrame, depthSideOf, encodeDepthSide } from '#engine/wire/depth-packets.ts';
import { createPacketFields, encodePacket, decodeFrame } from '#engine/wire/feed-packets.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { createRecordedExchange } from '#mock-dhan/recorded/recorded-exchange.ts';
import { readFault } from '#scenarios/fault-schema.ts';
import { STARTED_AT_MS, callMessage, writeRecording } from '#test/support/recordings.ts';
import type { WrittenMessage } from '#test/support/recordings.ts';

const NIFTY = 13;
const BANKNIFTY = 25;
const SECOND_MS = 1000;
const CHAIN_CALL = { UnderlyingScrip: NIFTY, UnderlyingSeg: 'IDX_I', Expiry: '2026-02-10' };
const CHAIN =
  '{"data":{"last_price":25700.5,"oc":{"25700.000000":{"ce":{"greeks":{"delta":0.5},"last_price":120.5},"pe":{"greeks":{"delta":-0.5},"last_price":110}}}},"status":"success"}';

const clearing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clear of clearing.splice(0)) await clear();
});

test('a muted instrument falls silent and the others go on', async () => {
  const served = await serving([...ticks(NIFTY, [100, 101]), ...ticks(BANKNIFTY, [200, 201])]);
  await served.plan({ id: 'quiet', kind: 'mute-instrument', instruments: ['BANKNIFTY'] });
  const client = await served.liveClient();
  served.playTo(2);
  expect(await client.prices(2)).toEqual([100, 101]);
  expect(await served.strikes()).toEqual({ quiet: 2 });
});

test('a frozen price stands still, from its time of the recorded day on', async () => {
  const served = await serving(ticks(NIFTY, [100, 101, 102, 103]));
  await served.plan({ id: 'ice', kind: 'freeze-price', from: '09:15:02' });
  const client = await served.liveClient();
  served.playTo(4);
  expect(await client.prices(4)).toEqual([100, 101, 101, 101]);
});

test('packets of one recorded message are struck one by one and stay one message', async () => {
  const message = encodeFrame(0x82, Buffer.concat([tickerOf(NIFTY, 100), tickerOf(BANKNIFTY, 200)]));
  const served = await serving([{ topic: 'live/1/from-exchange', afterMs: SECOND_MS, data: message }]);
  await served.plan({ id: 'twice', kind: 'duplicate', instruments: ['NIFTY'] });
  const client = await served.liveClient();
  served.playTo(1);
  expect(await client.prices(3)).toEqual([100, 100, 200]);
  expect(client.messages).toHaveLength(1);
});

test('a line is slow: what was said at one time arrives later', async () => {
  const served = await serving(ticks(NIFTY, [100, 101]));
  await served.plan({ id: 'far', kind: 'feed-latency', feed: 'live', latencyMs: 1500 });
  const client = await served.liveClient();
  served.playTo(2);
  await served.strikes();
  expect(client.messages).toEqual([]);
  served.playTo(2.5);
  expect(await client.prices(1)).toEqual([100]);
});

test('order updates in continuation frames are whole texts again', async () => {
  const text = '{"Type":"order_alert"}';
  const data = encodeFrame(0x81, new TextEncoder().encode(text));
  const served = await serving([{ topic: 'order-update/1/from-exchange', afterMs: SECOND_MS, data }]);
  await served.plan({ id: 'split', kind: 'split-frames', by: 'continuation', pieces: 4 });
  const socket = new WebSocket(`${served.feedUrl}/orderupdate`);
  const heard: [string, boolean][] = [];
  socket.on('message', (bytes: Buffer, isBinary) => heard.push([bytes.toString(), isBinary]));
  await once(socket, 'open');
  socket.send('{"LoginReq":{"MsgCode":42,"ClientId":"A","Token":"t"},"UserType":"SELF"}');
  await until(() => served.connections().some(({ clientId }) => clientId === 'A'));
  served.playTo(1);
  await until(() => heard.length > 0);
  expect(heard).toEqual([[text, false]]);
  expect(await served.strikes()).toEqual({ split: 1 });
  socket.terminate();
});

test('a mute feed says nothing, snapshots included, and speaks again afterwards', async () => {
  const served = await serving(ticks(NIFTY, [100, 101, 102]));
  served.playTo(1);
  await served.plan({ id: 'hush', kind: 'mute', feed: 'live', until: '09:15:03' });
  const client = await served.liveClient();
  served.playTo(3);
  expect(await client.prices(1)).toEqual([102]);
  expect(await served.strikes()).toEqual({ hush: 2 });
});

test('a depth feed is mute when it is told to be', async () => {
  const book = depthSideOf([{ price: 99.5, quantity: 10, orders: 1 }]);
  const address = { side: 'bid', exchangeSegmentCode: 2, securityId: 40_000, sequence: 1 } as const;
  const bytes = new Uint8Array(332);
  encodeDepthSide(new DataView(bytes.buffer), 0, { levels: 20, address, book });
  const depth = (afterMs: number): WrittenMessage => ({
    topic: 'depth-20/1/from-exchange',
    afterMs,
    data: encodeFrame(0x82, bytes),
  });
  const served = await serving([depth(1000), depth(3000)]);
  await served.plan({ id: 'hush', kind: 'mute', feed: 'depth-20', until: '09:15:02' });
  const client = await served.depthClient();
  served.playTo(1);
  expect(await served.strikes()).toEqual({ hush: 2 });
  served.playTo(3);
  await until(() => client.messages.length > 0);
  expect(client.messages.map((message) => decodeDepthFrame(message, 20).packets[0]?.kind)).toEqual(['bid']);
});

test('a disconnect says its reason, and a refused upgrade its status', async () => {
  const served = await serving(ticks(NIFTY, [100]));
  const client = await served.liveClient();
  await served.plan({ id: 'out', kind: 'disconnect', feed: 'live', reason: 805, from: '09:15:01' });
  served.playTo(1);
  await until(() => client.closeCode() !== undefined);
  expect(client.packets().at(-1)).toMatchObject({ kind: 'disconnect', reason: 805 });
  await served.plan({ id: 'shut', kind: 'refuse-upgrade', status: 503, feed: 'live' });
  await expect(served.liveClient()).rejects.toThrow(/503/);
});

test('answers are struck by their routes: another status, half a body, a wrong date', async () => {
  const served = await serving([call('GET', '/v2/profile', '{"dhanClientId":"1"}')]);
  await served.plan({ id: 'down', kind: 'answer', routes: ['GET /v2/profile'], status: 503, times: 1 });
  expect((await fetch(`${served.restUrl}/profile`)).status).toBe(503);
  await served.plan({ id: 'cut', kind: 'answer', routes: ['*'], body: 'truncated', times: 1 });
  expect(await (await fetch(`${served.restUrl}/profile`)).text()).toBe('{"dhanClie');
  await served.plan({ id: 'skew', kind: 'clock-skew', skewMs: 60_000 });
  const answer = await fetch(`${served.restUrl}/profile`);
  expect([answer.status, answer.headers.get('date'), answer.headers.get('content-type')]).toEqual([
    200,
    'Wed, 04 Feb 2026 03:46:00 GMT',
    'application/json',
  ]);
});

test('a slow answer waits for the clock', async () => {
  const served = await serving([call('GET', '/v2/profile', '{}')]);
  await served.plan({ id: 'slow', kind: 'slow-answer', routes: ['GET /v2/profile'], latencyMs: 2000 });
  const answer = fetch(`${served.restUrl}/profile`);
  await until(() => served.heldAnswers() === 1);
  served.playTo(2);
  expect((await answer).status).toBe(200);
});

test.each([
  [{ id: 'zero', kind: 'zero-chain', underlyings: ['NIFTY'] }, /"last_price":0.*"last_price":0,?\}/],
  [{ id: 'nulls', kind: 'null-legs', underlyings: ['*'], legs: 'pe' }, /"ce":\{.*"pe":null/],
  [{ id: 'other', kind: 'zero-chain', underlyings: ['BANKNIFTY'] }, /"last_price":25700\.5.*110/],
])('a recorded chain is told as %o has it', async (fault, told) => {
  const served = await serving([call('POST', '/v2/optionchain', CHAIN, CHAIN_CALL)]);
  await served.plan(fault);
  expect(await served.post('/optionchain', CHAIN_CALL)).toMatch(told);
});

test('a recorded expiry list is empty, or days off', async () => {
  const asked = { UnderlyingScrip: NIFTY, UnderlyingSeg: 'IDX_I' };
  const list = '{"data":["2026-02-10","2026-02-17"],"status":"success"}';
  const served = await serving([call('POST', '/v2/optionchain/expirylist', list, asked)]);
  await served.plan({ id: 'none', kind: 'empty-expiry-list', underlyings: ['*'], times: 1 });
  expect(JSON.parse(await served.post('/optionchain/expirylist', asked))).toMatchObject({ data: [] });
  await served.plan({ id: 'off', kind: 'wrong-expiry-list', underlyings: ['*'], shiftDays: 1, times: 1 });
  expect(JSON.parse(await served.post('/optionchain/expirylist', asked))).toMatchObject({
    data: ['2026-02-11', '2026-02-18'],
  });
  expect(await served.post('/optionchain/expirylist', asked)).toBe(list);
});

test('a recorded scrip master is cut to its first rows', async () => {
  const path = '/api-data/api-scrip-master.csv';
  const served = await serving([call('GET', path, 'SEM_EXM_EXCH_ID,SEM_SEGMENT\nNSE,I\nNSE,D\n')]);
  await served.plan({ id: 'stub', kind: 'stub-master', rows: 1 });
  expect(await (await fetch(`${served.originUrl}${path}`)).text()).toBe(
    'SEM_EXM_EXCH_ID,SEM_SEGMENT\nNSE,I\n',
  );
});

test('recorded quotes tell a trade time that stands still', async () => {
  const asked = { IDX_I: [NIFTY] };
  const quote = (time: string): string =>
    `{"data":{"IDX_I":{"13":{"last_price":1,"last_trade_time":"04/02/2026 ${time}"}}},"status":"success"}`;
  const path = '/v2/marketfeed/quote';
  const later = { ...call('POST', path, quote('09:15:02'), asked), afterMs: 2 * SECOND_MS };
  const served = await serving([call('POST', path, quote('09:15:00'), asked), later]);
  await served.plan({ id: 'stale', kind: 'stale-time', instruments: ['NIFTY'], until: '09:15:03' });
  expect(await served.post('/marketfeed/quote', asked)).toBe(quote('09:15:00'));
  served.playTo(2);
  expect(await served.post('/marketfeed/quote', asked)).toBe(quote('09:15:00'));
  served.playTo(3);
  expect(await served.post('/marketfeed/quote', asked)).toBe(quote('09:15:02'));
});

test('a fault aimed at a client spares the others, who is told by header, token or login', async () => {
  const served = await serving([call('GET', '/v2/profile', '{}'), ...ticks(NIFTY, [100])]);
  await served.plan({ id: 'b', kind: 'answer', routes: ['*'], status: 500, clientId: '1000000002' });
  await served.plan({ id: 'b-feed', kind: 'zero-price', clientId: '1000000002' });
  const claims = Buffer.from('{"dhanClientId":"1000000002"}').toString('base64url');
  const statusFor = async (headers: Record<string, string>) =>
    (await fetch(`${served.restUrl}/profile`, { headers })).status;
  expect(await statusFor({ 'access-token': `eyJhbGciOiJub25lIn0.${claims}.c2lnbmVk` })).toBe(500);
  expect(await statusFor({ 'client-id': '1000000002' })).toBe(500);
  expect(await statusFor({ 'client-id': '1000000001' })).toBe(200);
  const [first, second] = [await served.liveClient(), await served.liveClient('1000000002')];
  served.playTo(1);
  expect([await first.prices(1), await second.prices(1)]).toEqual([[100], [0]]);
});

test.each([
  [{ id: 'dead', kind: 'token-rollover' }, /expected an exchange with accounts for token-rollover/],
  [{ id: 'x', kind: 'zero-price', instruments: ['NOWHERE:1'] }, /expected instruments .* was .*NOWHERE:1/],
])('%o is refused', async (fault, reason) => {
  const served = await serving(ticks(NIFTY, [100]));
  await expect(served.plan(fault)).rejects.toThrow(reason);
});

async function serving(messages: readonly WrittenMessage[]) {
  const wire = openRecordedWire(writeRecording(messages.toSorted((a, b) => a.afterMs - b.afterMs)));
  const clock = new VirtualClock(STARTED_AT_MS);
  const exchange = createRecordedExchange({ wire, clock, shiftMs: 0 });
  const listening = await listenExchange(exchange, { readFault, keepAlive: clock });
  clearing.push(async () => {
    exchange.close();
    await listening.close();
    wire[Symbol.dispose]();
  });
  const control = async (path: string, body?: unknown) => {
    const answer = await fetch(`${listening.controlUrl}${path}`, {
      headers: { authorization: `Bearer ${listening.controlToken}` },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return JSON.parse(text) as { faults: { id: string; strikes: number }[] };
  };
  const open = async (path: string, clientId: string, subscription: object) => {
    const client = await connect(`${listening.feedUrl}${path}?token=t&clientId=${clientId}&authType=2`);
    const before = exchange.connections().length;
    client.socket.send(JSON.stringify(subscription));
    await until(() => (exchange.connections()[before - 1]?.instruments ?? 0) > 0);
    return client;
  };
  return {
    restUrl: listening.restUrl,
    originUrl: listening.originUrl,
    feedUrl: listening.feedUrl,
    connections: () => exchange.connections(),
    heldAnswers: () => exchange.heldAnswers(),
    playTo: (seconds: number) => clock.advanceTo(STARTED_AT_MS + seconds * SECOND_MS),
    plan: (fault: object) => control('/faults', fault),
    strikes: async () =>
      Object.fromEntries((await control('/faults')).faults.map(({ id, strikes }) => [id, strikes])),
    post: async (path: string, body: object) =>
      (await fetch(`${listening.restUrl}${path}`, { method: 'POST', body: JSON.stringify(body) })).text(),
    liveClient: (clientId = 'A') =>
      open('/', clientId, {
        RequestCode: 15,
        InstrumentCount: 2,
        InstrumentList: [NIFTY, BANKNIFTY].map((id) => ({ ExchangeSegment: 'IDX_I', SecurityId: `${id}` })),
      }),
    depthClient: () =>
      open('/twentydepth', 'A', {
        RequestCode: 23,
        InstrumentCount: 1,
        InstrumentList: [{ ExchangeSegment: 'NSE_FNO', SecurityId: '40000' }],
      }),
  };
}

async function connect(url: string) {
  const socket = new WebSocket(url);
  const messages: Uint8Array[] = [];
  let code: number | undefined;
  socket.on('message', (bytes: Buffer) => messages.push(new Uint8Array(bytes)));
  socket.on('close', (closed) => (code = closed));
  await once(socket, 'open');
  clearing.unshift(async () => socket.terminate());
  const packets = () => messages.flatMap((message) => decodeFrame(message).packets);
  return {
    socket,
    messages,
    packets,
    closeCode: () => code,
    /** The prices once so many have come. */
    prices: async (count: number) => {
      await until(() => packets().length >= count);
      return packets().map((packet) => ('ltp' in packet ? packet.ltp : undefined));
    },
  };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

function tickerOf(securityId: number, ltp: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const fields = { ...createPacketFields(), code: 2 as const, exchangeSegmentCode: 0, securityId, ltp };
  encodePacket(new DataView(bytes.buffer), 0, fields);
  return bytes;
}

/** One price a second. */
function ticks(securityId: number, prices: readonly number[]): WrittenMessage[] {
  return prices.map((ltp, second) => ({
    topic: 'live/1/from-exchange',
    afterMs: (second + 1) * SECOND_MS,
    data: encodeFrame(0x82, tickerOf(securityId, ltp)),
  }));
}

function call(method: string, target: string, body: string, asked?: object): WrittenMessage {
  const data = callMessage({
    method,
    target,
    requestBody: new TextEncoder().encode(asked ? JSON.stringify(asked) : ''),
    responseBody: new TextEncoder().encode(body),
  });
  return { topic: 'rest', afterMs: 0, data };
}
