import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { insideHttp } from '#engine/adapters/probes/inside/inside-http.ts';
import { VantagePoint } from '#engine/adapters/probes/inside/vantage-point.ts';
import type { HttpRequest, HttpResponse } from '#engine/ports.ts';
import { UpstreamError } from '#engine/errors.ts';
import { VantageUnreachable } from '#engine/verify/declared/vantage.ts';
import { freePort } from '#test/support/services.ts';
import { placeWithOnly } from '#test/support/only-tools.ts';

const HARD_TEXT = '{"name":"₹ \\"quoted\\" \\\\ back","lines":"a\\nb"}';

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  response.setHeader('x-twice', ['one', 'two']);
  if (request.url === '/there') response.writeHead(302, { location: '/elsewhere' }).end('moved');
  else if (request.url === '/none') response.writeHead(404).end('{"detail":"none"}');
  else if (request.url === '/hard') response.end(HARD_TEXT);
  else
    response.end(
      JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }),
    );
}

const server = createServer((request, response) => void answer(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function sent(
  command: string,
  request: Partial<HttpRequest> & { readonly path: string },
): Promise<HttpResponse & { readonly by: readonly string[] }> {
  const by: string[] = [];
  const { path, ...more } = request;
  const http = insideHttp(new VantagePoint(command), (tool) => void by.push(tool));
  return { ...(await http.send({ method: 'GET', headers: {}, url: base + path, ...more })), by };
}

test.each(['curl', 'wget', 'python3', 'node'])('%s brings answers as they are', async (tool) => {
  const command = placeWithOnly(tool);
  expect(await sent(command, { path: '/hard' })).toMatchObject({
    status: 200,
    body: HARD_TEXT,
    by: [tool],
    headers: { 'x-twice': 'one, two' },
  });
  expect(await sent(command, { path: '/none' })).toMatchObject({ status: 404, body: '{"detail":"none"}' });
  expect(await sent(command, { path: '/there' })).toMatchObject({
    status: 302,
    headers: { location: '/elsewhere' },
  });
  const closed = insideHttp(new VantagePoint(command), () => undefined);
  const url = `http://127.0.0.1:${await freePort()}/`;
  await expect(closed.send({ method: 'GET', headers: {}, url })).rejects.toThrow(UpstreamError);
});

test.each(['curl', 'python3', 'node'])('%s sends method, headers and body as they are', async (tool) => {
  const command = placeWithOnly(tool);
  const { body } = await sent(command, {
    path: '/orders?at=[1]&x={y}',
    method: 'POST',
    headers: { authorization: 'Bearer "of\\mine"', 'content-type': 'application/json' },
    body: HARD_TEXT,
  });
  expect(JSON.parse(body)).toMatchObject({
    method: 'POST',
    url: '/orders?at=[1]&x={y}',
    headers: { authorization: 'Bearer "of\\mine"', 'content-type': 'application/json' },
    body: HARD_TEXT,
  });
  expect(await sent(command, { path: '/', method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
});

test('curl tells the time of the answer itself, without that of the way in', async () => {
  const slowWay = `sh -c 'sleep 0.5; exec "$@"' way`;
  const { latencyMs } = await sent(slowWay, { path: '/hard' });
  expect(latencyMs).toBeGreaterThan(0);
  expect(latencyMs).toBeLessThan(450);
});

test('wget is not given headers, which everybody could read on its command line', async () => {
  const headers = { authorization: 'Bearer of-mine' };
  await expect(sent(placeWithOnly('wget'), { path: '/', headers })).rejects.toThrow(
    'nothing there can make an HTTP request whose headers and body stay secret: curl, python3, python, node',
  );
  expect(await sent(placeWithOnly('wget', 'node'), { path: '/', headers })).toMatchObject({ by: ['node'] });
  expect(await sent(placeWithOnly('wget', 'node'), { path: '/' })).toMatchObject({ by: ['wget'] });
});

test('no command line holds a header, a body or an address', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'preopen-argv-'));
  const record = join(folder, 'argv');
  const wrapper = join(folder, 'enter');
  writeFileSync(wrapper, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${record}'\nexec "$@"\n`);
  chmodSync(wrapper, 0o755);
  for (const tool of ['curl', 'python3', 'node']) {
    const command = `${wrapper} ${placeWithOnly(tool)}`;
    const headers = { authorization: 'Bearer of-mine' };
    const { body } = await sent(command, {
      path: '/secret?key=mine',
      method: 'POST',
      headers,
      body: 'my-body',
    });
    expect(body).toContain('of-mine');
  }
  expect(readFileSync(record, 'utf8')).toContain('curl');
  expect(readFileSync(record, 'utf8')).not.toMatch(/of-mine|my-body|secret/);
});

test('a place that cannot be reached, or in which nothing can ask, is not one from which nothing answers', async () => {
  for (const command of ['false', 'no-such-program-here exec x', placeWithOnly('true')])
    await expect(sent(command, { path: '/' })).rejects.toThrow(VantageUnreachable);
});

test('a curl that is given nothing on its input says so', async () => {
  const deaf = `sh -c 'exec "$@" < /dev/null' deaf`;
  await expect(sent(deaf, { path: '/' })).rejects.toThrow('expected an answer, was none');
});
