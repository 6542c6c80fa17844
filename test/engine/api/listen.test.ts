import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { assertCanListen, listenBackend } from '#engine/api/listen.ts';
import type { BackendListener } from '#engine/api/listen.ts';
import { PreopenError } from '#engine/errors.ts';
import { createBackend, LIVE } from './backend.ts';
import type { Backend } from './backend.ts';
import { NOW_MS, setPrice } from './fake-engine.ts';

async function listening(): Promise<Backend & { listener: BackendListener }> {
  const backend = createBackend();
  const listener = await listenBackend(backend);
  onTestFinished(() => listener.close());
  return { ...backend, listener };
}

function connect({ url }: BackendListener, path = '/ws/prices'): WebSocket {
  return new WebSocket(url.replace('http:', 'ws:') + path);
}

async function nextPrices(client: WebSocket): Promise<{ type: string; prices: Record<string, number> }> {
  const [data] = (await once(client, 'message')) as [Buffer];
  return JSON.parse(data.toString('utf8'));
}

test('the documented curl is answered over a real socket, dated by the clock', async () => {
  const { listener } = await listening();
  const response = await fetch(listener.url + LIVE);
  expect(listener.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(response.status).toBe(200);
  expect(response.headers.get('date')).toBe('Wed, 04 Feb 2026 03:46:03 GMT');
  expect(await response.json()).toMatchObject({ data: { strikes: { '23000.0': { CE: { ltp: 234.95 } } } } });
});

test('/ws/prices greets and then pushes what changed', async () => {
  const { listener, engine, clock } = await listening();
  const client = connect(listener);
  expect(await nextPrices(client)).toMatchObject({ type: 'prices', prices: { NIFTY: 23_150.5 } });
  setPrice(engine.prices, 'NIFTY', 23_152.75);
  const pushed = nextPrices(client);
  clock.advanceTo(NOW_MS + 1000);
  expect(await pushed).toMatchObject({ type: 'prices', prices: { NIFTY: 23_152.75 } });
});

test('what a client sends, text or bytes, is tolerated', async () => {
  const { listener, engine, clock } = await listening();
  const client = connect(listener);
  await nextPrices(client);
  client.send('{"subscribe":');
  client.send(new Uint8Array([0, 255]));
  client.ping();
  await once(client, 'pong');
  setPrice(engine.prices, 'NIFTY', 23_152.75);
  const pushed = nextPrices(client);
  clock.advanceTo(NOW_MS + 1000);
  expect(await pushed).toMatchObject({ prices: { NIFTY: 23_152.75 } });
});

test('a client that leaves, or sends too much, ends nothing but itself', async () => {
  const { listener } = await listening();
  const polite = connect(listener);
  const flooding = connect(listener);
  await Promise.all([nextPrices(polite), nextPrices(flooding)]);
  flooding.send(new Uint8Array(100_000));
  const [code] = (await once(flooding, 'close')) as [number];
  expect(code).toBe(1009);
  polite.terminate();
  await once(polite, 'close');
  expect((await fetch(`${listener.url}/health`)).status).toBe(200);
});

test('a WebSocket on another path is refused with 404', async () => {
  const { listener } = await listening();
  const [error] = (await once(connect(listener, '/ws/orders'), 'error')) as [Error];
  expect(error.message).toContain('404');
});

test('close ends sockets with 1001, stops the timer and frees the port', async () => {
  const { listener, clock } = await listening();
  const client = connect(listener);
  await nextPrices(client);
  const [[code]] = (await Promise.all([once(client, 'close'), listener.close()])) as [[number], void];
  expect(code).toBe(1001);
  expect(clock.nextTimerAtMs()).toBeUndefined();
  await expect(fetch(listener.url)).rejects.toThrow();
  const again = await listenBackend({ ...createBackend(), port: Number(new URL(listener.url).port) });
  await again.close();
});

test('a client that never answers the close frame is cut after a grace', async () => {
  const { listener } = await listening();
  const client = connect(listener);
  await nextPrices(client);
  client.pause();
  await listener.close();
  client.resume();
  await once(client, 'close');
  await expect(fetch(listener.url)).rejects.toThrow();
});

test('a port in use is an error that names the port and the remedy', async () => {
  const { listener } = await listening();
  const port = Number(new URL(listener.url).port);
  const error = await listenBackend({ ...createBackend(), port }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(PreopenError);
  expect(error).toMatchObject({ code: 'PORT_IN_USE' });
  expect((error as PreopenError).message).toContain(`port ${port} on 127.0.0.1`);
  expect((error as PreopenError).message).toContain('choose another port');
});

test('a host that is not of this machine is a configuration error', async () => {
  const error = await listenBackend({ ...createBackend(), host: '192.0.2.1' }).catch(
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ code: 'CONFIG' });
  expect((error as PreopenError).message).toContain('192.0.2.1:0');
});

test('a port that is taken is told before anything else is tried, and asking for a free one leaves it free', async () => {
  const { listener } = await listening();
  const port = Number(new URL(listener.url).port);
  await expect(assertCanListen('127.0.0.1', port)).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  await listener.close();
  await assertCanListen('127.0.0.1', port);
  await assertCanListen('127.0.0.1', port);
});
