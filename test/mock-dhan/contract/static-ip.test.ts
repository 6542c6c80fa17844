/** The static addresses of an account, in memory and on sockets alike. */
import { expect, test } from 'vitest';
import { MOUNTS, openedPerTest } from '#test/support/mounted-exchange.ts';
import type { MountedExchange } from '#test/support/mounted-exchange.ts';
import { loginHeaders } from '#test/support/rest-calls.ts';

const opened = openedPerTest();

const PRIMARY = { dhanClientId: '1100000001', ip: '10.200.10.10', ipFlag: 'PRIMARY' };
const SECONDARY = { ...PRIMARY, ip: '2401:4900::74ea', ipFlag: 'SECONDARY' };
const DAY_MS = 86_400_000;

async function call(
  exchange: MountedExchange,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  headers = loginHeaders(exchange),
) {
  const url = `${exchange.restUrl}/ip/${path}`;
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await exchange.http.send({ method, url, headers, ...text });
  return { status: response.status, body: JSON.parse(response.body) as unknown };
}

const SAVED = { status: 200, body: { message: 'IP saved successfully', status: 'SUCCESS' } };
const REFUSED = { status: 400, body: { errorType: 'Input_Exception', errorCode: 'DH-905' } };

test.each(MOUNTS)('$mount: saved addresses are told with the seven keys of the wire', async ({ open }) => {
  const exchange = await opened(open);
  expect(await call(exchange, 'GET', 'getIP')).toEqual({
    status: 200,
    body: [{ message: expect.stringMatching(/\w/), status: 'ERROR' }],
  });
  expect(await call(exchange, 'POST', 'setIP', PRIMARY)).toEqual(SAVED);
  const told = await call(exchange, 'GET', 'getIP');
  expect(told.body).toEqual({
    modifyDatePrimary: '2026-02-11',
    primaryIP: '10.200.10.10',
    modifyDateSecondary: '',
    secondaryIP: '',
    detectedIP: '127.0.0.1',
    ipMatchStatus: 'MISMATCH',
    ordersAllowed: true,
  });
  expect(await call(exchange, 'POST', 'setIP', { ...SECONDARY, ip: '127.0.0.1' })).toEqual(SAVED);
  expect((await call(exchange, 'GET', 'getIP')).body).toMatchObject({
    secondaryIP: '127.0.0.1',
    ipMatchStatus: 'MATCH',
  });
});

test.each(MOUNTS)('$mount: an address is changed once in seven days, each for itself', async ({ open }) => {
  const exchange = await opened(open);
  expect(await call(exchange, 'PUT', 'modifyIP', PRIMARY)).toMatchObject(REFUSED);
  expect(await call(exchange, 'POST', 'setIP', PRIMARY)).toEqual(SAVED);
  expect(await call(exchange, 'POST', 'setIP', { ...PRIMARY, ip: '10.0.0.1' })).toMatchObject(REFUSED);
  exchange.clock.set(exchange.clock.nowMs() + 7 * DAY_MS - 1);
  expect(await call(exchange, 'PUT', 'modifyIP', { ...PRIMARY, ip: '10.0.0.1' })).toMatchObject(REFUSED);
  expect(await call(exchange, 'POST', 'setIP', SECONDARY)).toEqual(SAVED);
  exchange.clock.set(exchange.clock.nowMs() + 1);
  expect(await call(exchange, 'PUT', 'modifyIP', { ...PRIMARY, ip: '10.0.0.1' })).toEqual(SAVED);
  expect(await call(exchange, 'PUT', 'modifyIP', SECONDARY)).toMatchObject(REFUSED);
  expect((await call(exchange, 'GET', 'getIP')).body).toMatchObject({
    primaryIP: '10.0.0.1',
    modifyDatePrimary: '2026-02-18',
    secondaryIP: SECONDARY.ip,
  });
});

test.each(MOUNTS)('$mount: bad bodies are DH-905, a foreign client or no token DH-901', async ({ open }) => {
  const exchange = await opened(open);
  for (const body of [
    {},
    { ...PRIMARY, ip: '10.0.0' },
    { ...PRIMARY, ipFlag: 'THIRD' },
    { ...PRIMARY, ip: 1 },
    [],
  ])
    expect(await call(exchange, 'POST', 'setIP', body)).toMatchObject(REFUSED);
  const foreign = await call(exchange, 'POST', 'setIP', { ...PRIMARY, dhanClientId: '42' });
  expect(foreign).toMatchObject({ status: 401, body: { errorCode: 'DH-901' } });
  expect(await call(exchange, 'GET', 'getIP', undefined, {})).toMatchObject({
    status: 401,
    body: { errorCode: 'DH-901' },
  });
});
