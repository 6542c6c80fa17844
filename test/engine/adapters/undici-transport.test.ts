import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import type { UndiciTransport } from '#engine/adapters/undici-transport.ts';
import { ConfigError, UpstreamError } from '#engine/errors.ts';

let server: Server;
let base = '';
let transport: UndiciTransport;
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  answer = (response) => response.end('fine');
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      response.setHeader(
        'X-Seen',
        `${request.method} ${request.url} ${String(request.headers['client-id'])} ${body}`,
      );
      answer(response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = createUndiciTransport();
});

afterEach(async () => {
  await transport.close();
  server.closeAllConnections();
  server.close();
});

test('method, path, headers and body arrive, and the answer comes back with lower-case header names', async () => {
  const response = await transport.send({
    method: 'POST',
    url: `${base}/v2/optionchain?x=1`,
    headers: { 'client-id': '1100003626' },
    body: '{"a":1}',
  });
  expect(response).toMatchObject({ status: 200, body: 'fine' });
  expect(response.headers['x-seen']).toBe('POST /v2/optionchain?x=1 1100003626 {"a":1}');
});

test('an error status is an answer, not an exception', async () => {
  answer = (response) => {
    response.statusCode = 401;
    response.end('{}');
  };
  expect((await transport.send({ method: 'GET', url: base, headers: {} })).status).toBe(401);
});

test.each([
  ['nobody listens', async () => 'http://127.0.0.1:1/v2/profile?token=secret'],
  [
    'the connection is cut in mid-body',
    async () => {
      answer = (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => response.destroy());
      };
      return `${base}/v2/profile?token=secret`;
    },
  ],
])('where %s the error is a transport failure that hides the query', async (_, prepare) => {
  const url = await prepare();
  const error = await transport.send({ method: 'GET', url, headers: {} }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UpstreamError);
  expect(error).toMatchObject({ failure: 'transport', endpoint: '/v2/profile' });
  expect((error as Error).message).not.toContain('secret');
  expect((error as Error).message).toContain('Check the address');
  expect((error as Error).message).not.toContain('exchange');
});

test.each([
  'https://api.dhan.co/v2/profile',
  'http://10.0.0.1/',
  'http://127.0.0.1.evil.example/',
  'http://127.evil/',
])('%s is refused without consent, before anything is sent', async (url) => {
  await expect(transport.send({ method: 'GET', url, headers: {} })).rejects.toThrow(ConfigError);
});

test('an answer that may take so long in whole is given up then, however its body trickles', async () => {
  const patient = createUndiciTransport({ answerWithinMs: 100 });
  answer = (response) => {
    const trickle = setInterval(() => response.write('.'), 20);
    response.once('close', () => clearInterval(trickle));
  };
  const call = patient.send({ method: 'POST', url: base, headers: {}, body: '{}' });
  await expect(call).rejects.toThrow(UpstreamError);
  await patient.close();
});
