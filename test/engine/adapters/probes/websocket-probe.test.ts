import { expect, test } from 'vitest';
import { createWebsocketProbe } from '#engine/adapters/probes/websocket-probe.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeWebsocket } from '#engine/verify/declared/websocket-check.ts';
import { websocketDeclaration } from '#scenarios/suites/websocket-schema.ts';
import { saying, serveSocket } from '#test/support/socket-server.ts';
import type { SocketServerOptions } from '#test/support/socket-server.ts';

const probe = createWebsocketProbe(() => performance.now());

async function judged(server: SocketServerOptions, written: object): Promise<Judgement> {
  await using served = await serveSocket(server);
  return await judgeWebsocket(websocketDeclaration.parse({ url: served.url, ...written }), probe);
}

const price = (ltp: number): string => JSON.stringify({ type: 'prices', prices: { NIFTY: ltp } });
const moving = saying(20, (client, index) => client.send(price(23_000 + index)));
const frozen = saying(20, (client) => client.send(price(23_000)));

test('a socket whose prices move passes and says how soon and how many messages came', async () => {
  const judgement = await judged(
    { serve: moving },
    {
      expect: {
        first: '2s',
        rate: { min: 3, max: 60, over: '500ms' },
        json: { '$.prices.NIFTY': { min: 1, type: 'number' } },
        moves: { '$.prices.NIFTY': '2s' },
        open: '500ms',
      },
    },
  );
  expect(judgement).toMatchObject({ status: 'pass' });
  expect(judgement.observed).toMatch(/first message after \d+ ms, \d+ messages \(0 binary\)/);
  expect(judgement.measurements?.map(({ name }) => name)).toEqual([
    'handshake',
    'first message',
    'messages',
    'binary messages',
    'pings',
    'messages a second',
  ]);
});

test('pings without data are a mute feed, not health', async () => {
  const judgement = await judged(
    { serve: saying(10, (client) => client.ping()) },
    { expect: { first: '200ms' } },
  );
  expect(judgement).toMatchObject({ status: 'fail' });
  expect(judgement.observed).toMatch(
    /no message with data in \d+ ms, while \d+ pings kept it alive: connected but mute/,
  );
});

test('heartbeat messages are no data either', async () => {
  const judgement = await judged(
    { serve: saying(10, (client) => client.send('{"type":"ping"}')) },
    { expect: { first: '200ms', heartbeat: { '$.type': 'ping' } } },
  );
  expect(judgement.observed).toMatch(/while \d+ heartbeat messages kept it alive: connected but mute/);
});

test('a feed that falls silent behind its pings is told', async () => {
  const serve = saying(20, (client, index) => (index < 3 ? client.send(price(index)) : client.ping()));
  const judgement = await judged({ serve }, { expect: { silence: '300ms' } });
  expect(judgement.observed).toMatch(/silent for \d+(\.\d+)? m?s \(\d+ pings, which are no data\)/);
});

test('messages that are sent after the opening reach the server', async () => {
  const serve: SocketServerOptions['serve'] = (client) => {
    client.on('message', (data: Buffer) => client.send(data.toString('utf8')));
  };
  const judgement = await judged(
    { serve },
    {
      send: [{ subscribe: 'NIFTY' }, 'plain'],
      expect: { json: { '$.subscribe': 'NIFTY' } },
    },
  );
  expect(judgement).toMatchObject({ status: 'pass' });
});

const FAULTS: readonly (readonly [string, SocketServerOptions, object, RegExp])[] = [
  [
    'a price that stands still',
    { serve: frozen },
    { expect: { moves: { '$.prices.NIFTY': '200ms' } } },
    /\$\.prices\.NIFTY stayed at 23000 for 200 ms \(\d+ messages\)/,
  ],
  [
    'a path that is never there',
    { serve: frozen },
    { expect: { first: '200ms', json: { '$.prices.BANKNIFTY': {} } } },
    /\$\.prices\.BANKNIFTY no value/,
  ],
  [
    'a value out of its range in any message',
    { serve: saying(10, (client, index) => client.send(price(index))) },
    { expect: { first: '200ms', rate: { min: 1, over: '200ms' }, json: { '$.prices.NIFTY': { max: 2 } } } },
    /\$\.prices\.NIFTY was 3/,
  ],
  [
    'too few messages',
    { serve: saying(10_000, (client) => client.send('{}')) },
    { expect: { rate: { min: 10, over: '300ms' } } },
    /3\.3 messages a second over 300 ms/,
  ],
  ['no binary messages', { serve: frozen }, { expect: { first: '200ms', binary: 1 } }, /0 binary messages/],
  [
    'a socket that ends too early',
    { serve: (client) => client.close(1011, 'going down') },
    { expect: { open: '2s' } },
    /until it ended \(code 1011 going down\)/,
  ],
  ['a refused upgrade', { serve: frozen, admits: () => false }, {}, /HTTP 401 instead of an upgrade/],
  [
    'a subprotocol that nobody speaks',
    { serve: frozen, protocols: ['v1'] },
    { protocols: ['v2'] },
    /the handshake failed: /,
  ],
];

test.each(FAULTS)('%s is told', async (_what, server, written, words) => {
  const judgement = await judged(server, written);
  expect(judgement).toMatchObject({ status: 'fail' });
  expect(judgement.observed).toMatch(words);
  expect(judgement.remedy).not.toBe('');
});

test('headers and a subprotocol are sent, binary messages are counted', async () => {
  const judgement = await judged(
    {
      serve: saying(10, (client) => client.send(new Uint8Array([1, 2, 3]))),
      protocols: ['v1'],
      admits: ({ headers }) => headers['x-api-key'] === 'key-of-mine',
    },
    { headers: { 'X-API-Key': 'key-of-mine' }, protocols: ['v1'], expect: { binary: 2 } },
  );
  expect(judgement).toMatchObject({ status: 'pass' });
});

test('nobody listening is unreachable, not failed', async () => {
  const served = await serveSocket({ serve: frozen });
  await served[Symbol.asyncDispose]();
  await expect(judgeWebsocket(websocketDeclaration.parse(served.url), probe)).rejects.toThrow(
    ProbeUnreachable,
  );
});
