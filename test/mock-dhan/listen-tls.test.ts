/** The exchange over TLS, under the names that clients have hard-coded: only their address is another. */
import { once } from 'node:events';
import type { LookupFunction } from 'node:net';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Agent, fetch } from 'undici';
import { WebSocket } from 'ws';
import type { Clock, Timers } from '#engine/ports.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import type { ListeningExchange } from '#mock-dhan/listen.ts';
import { DHAN_HOSTS } from '#mock-dhan/dhan-hosts.ts';
import { createSmallExchange } from '#test/support/small-world.ts';
import { testCertificates } from '#test/support/test-certificates.ts';

let small: ReturnType<typeof createSmallExchange>;
let listening: ListeningExchange;
let caPem = '';
let port = '';
let agent: Agent;

beforeEach(async () => {
  const { ca, leaf } = await testCertificates();
  small = createSmallExchange();
  listening = await listenExchange(small.exchange, { keepAlive: STANDING_TIME, tls: leaf });
  caPem = ca.cert;
  port = new URL(listening.originUrl).port;
  agent = new Agent({ connect: { ca: caPem, lookup: toThisMachine } });
});

afterEach(async () => {
  await agent.close();
  await listening.close();
});

/** Nobody is ever silent for long. */
const STANDING_TIME: Clock & Timers = { nowMs: () => 0, at: () => ({ cancel: () => undefined }) };

/** What a hosts file would do. */
const toThisMachine: LookupFunction = (_hostname, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

function feedPath(): string {
  const { accessToken, clientId } = small.exchange.accounts.credentialsOf()!;
  return `/?version=2&token=${accessToken}&clientId=${clientId}&authType=2`;
}

test('the addresses say https and wss, and control stays plain', () => {
  expect(listening.restUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v2$/);
  expect(listening.feedUrl).toBe(listening.originUrl.replace('https', 'wss'));
  expect(listening.controlUrl).toMatch(/^http:\/\//);
});

test.each([...DHAN_HOSTS, 'localhost', '127.0.0.1'])(
  'https://%s is answered by the exchange',
  async (host) => {
    const response = await fetch(`https://${host}:${port}/healthz`, { dispatcher: agent });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: 'ok' });
  },
);

test('a host that is not Dhan’s is refused by the client, for the certificate does not name it', async () => {
  const call = fetch(`https://api.example.com:${port}/healthz`, { dispatcher: agent });
  await expect(call).rejects.toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
});

test('a logged-in call reaches its account over TLS', async () => {
  const { accessToken } = small.exchange.accounts.credentialsOf()!;
  const response = await fetch(`https://api.dhan.co:${port}/v2/profile`, {
    dispatcher: agent,
    headers: { 'access-token': accessToken },
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    dhanClientId: small.exchange.accounts.credentialsOf()!.clientId,
  });
});

test('the live feed speaks wss under its own host name', async () => {
  const socket = new WebSocket(`wss://api-feed.dhan.co:${port}${feedPath()}`, {
    ca: caPem,
    lookup: toThisMachine,
  });
  await once(socket, 'open');
  for (const message of encodeSubscribe('ticker', [{ exchangeSegment: 'IDX_I', securityId: 13 }]))
    socket.send(message);
  const [first] = (await once(socket, 'message')) as [Buffer];
  expect(first[0]).toBe(6);
  socket.terminate();
});

test('a client that does not know the authority gets no answer, over https and wss alike', async () => {
  const doubting = new Agent({ connect: { lookup: toThisMachine } });
  const call = fetch(`https://api.dhan.co:${port}/healthz`, { dispatcher: doubting });
  await expect(call).rejects.toMatchObject({ cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } });
  await doubting.close();
  const socket = new WebSocket(`wss://api-feed.dhan.co:${port}${feedPath()}`, { lookup: toThisMachine });
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
});

test('a plain http request to the TLS port is ended, and the port keeps answering', async () => {
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');
  const response = await fetch(`https://localhost:${port}/healthz`, { dispatcher: agent });
  expect(response.status).toBe(200);
});

test('a client without SNI is served too', async () => {
  const socket: TLSSocket = connect({ host: '127.0.0.1', port: Number(port), ca: caPem, servername: '' });
  await once(socket, 'secureConnect');
  expect(socket.authorized).toBe(true);
  socket.destroy();
});
