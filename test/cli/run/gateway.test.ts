import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { openGateway } from '#cli/run/gateway.ts';
import type { Gateway } from '#cli/run/gateway.ts';
import type { OutgoingCall, Outcome } from '#cli/run/call-list.ts';

const noted: [OutgoingCall, Outcome][] = [];
let gateway: Gateway | undefined;
const echo = createServer((socket) => void socket.pipe(socket));

afterEach(async () => {
  await gateway?.close();
  echo.close();
  noted.length = 0;
});

/** The mock's port is that of a server which echoes. */
async function opened(): Promise<Gateway> {
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const { port } = echo.address() as AddressInfo;
  const calls = { begin: (call: OutgoingCall) => (outcome: Outcome) => void noted.push([call, outcome]) };
  gateway = await openGateway({ exchangePort: port, caPem: '', allowed: [], calls });
  return gateway;
}

async function asked({ url }: Gateway, request: string): Promise<string> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.end(request);
  return text(socket);
}

test('CONNECT to a host of Dhan’s is a tunnel to the mock', async () => {
  const answer = await asked(
    await opened(),
    'CONNECT api.dhan.co:443 HTTP/1.1\r\nHost: api.dhan.co\r\n\r\nhello',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 200 [^\r]*\r\n\r\nhello$/);
  expect(noted).toEqual([]);
});

test('CONNECT to another host is refused with its name, and noted', async () => {
  const answer = await asked(await opened(), 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(answer).toContain('example.org refused');
  expect(noted).toEqual([
    [{ method: 'CONNECT', host: 'example.org', through: 'proxy' }, { outcome: 'refused' }],
  ]);
});

test('a plain request for another host is refused with its name, and noted', async () => {
  const answer = await asked(
    await opened(),
    'GET http://example.org/a?b=c HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(noted[0]).toEqual([
    { method: 'GET', host: 'example.org', through: 'proxy', target: '/a?b=c' },
    { outcome: 'refused' },
  ]);
});

test.each(['CONNECT :: HTTP/1.1', 'GET /not-absolute HTTP/1.1', 'GET ftp://example.org/ HTTP/1.1'])(
  '"%s" is answered 400',
  async (line) => {
    expect(await asked(await opened(), `${line}\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
  },
);
