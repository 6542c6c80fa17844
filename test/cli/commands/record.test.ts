/** `preopen record` and what is then done with its file, as users run them. */
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock, startReady } from '#test/support/served-mock.ts';
import type { ReadyFile } from '#test/support/served-mock.ts';

const ASK = `
  const headers = { 'access-token': process.env.DHAN_ACCESS_TOKEN, 'client-id': process.env.DHAN_CLIENT_ID };
  const answer = await fetch('https://api.dhan.co/v2/profile', { headers });
  console.log(answer.status, (await answer.json()).dhanClientId);
  process.exitCode = 7;
`;

test('a command is led to the recorder, its exit code is passed on, and its account is not in the file', async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'ask.mjs'), ASK);
  const recorded = await preopen(['record', '-o', 'ask.mcap', '--', process.execPath, 'ask.mjs'], {
    cwd: folder,
  });
  expect([recorded.exitCode, recorded.stdout], recorded.stderr).toEqual([7, '200 1000000001']);
  expect(recorded.stderr).toContain('recorded 1 calls, 0 sockets');
  const { stdout } = await preopen(['recording', 'export', 'ndjson', 'ask.mcap', '-o', 'ask.ndjson'], {
    cwd: folder,
  });
  expect(stdout).toMatch(/^ask\.ndjson: \d+ lines$/);
  const text = readFileSync(join(folder, 'ask.ndjson'), 'utf8');
  expect(text).toContain('"target":"/v2/profile"');
  expect(text).not.toMatch(/1000000001|eyJ0eXAi/);
});

test('a served mock is recorded by its ready file, the recorder killed, and the file served to the same client', async () => {
  await using mock = await serveMock(['--speed', '20']);
  const folder = emptyFolder();
  await using recorder = await startReady('record', ['--exchange', mock.readyFile, '-o', 'day.mcap'], folder);
  const heard = await listen(recorder.ready, 8);
  await untilFileHolds(join(folder, 'day.mcap'), folder);
  process.kill(recorder.ready.pid, 'SIGKILL');
  await recorder.ended;
  const verified = await preopen(['recording', 'verify', 'day.mcap'], { cwd: folder });
  expect([verified.exitCode, verified.stdout]).toEqual([1, expect.stringContaining('cut short')]);
  await using replayed = await startReady('serve', ['--recording', 'day.mcap'], folder);
  const again = await listen(replayed.ready, 4);
  expect(heard.map((packet) => packet.toString('hex'))).toEqual(
    expect.arrayContaining(again.map((packet) => packet.toString('hex'))),
  );
});

test.each([
  [
    ['record', '--exchange', 'https://api.dhan.co'],
    /expected the URL of a mock, was api\.dhan\.co\. Write --exchange live/,
  ],
  [
    ['record', '--exchange', 'nowhere.json'],
    /expected mock, live, a URL .* or the ready file of a serve, was "nowhere\.json"/,
  ],
  [['serve', '--recording', 'missing.mcap'], /expected a file, was not readable \(ENOENT, missing\.mcap\)/],
  [['recording', 'cut', 'missing.mcap', '-o', 'x.mcap'], /missing\.mcap/],
  [['recording', 'amplify', 'a.mcap', '1', '-o', 'x.mcap'], /Expected a whole number of 2 or more/],
  [['record', '--rotate-size', '5'], /Expected a size such as 512KiB/],
])('%j is refused', async (args, reason) => {
  const { exitCode, stderr } = await preopen(args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(reason);
});

/** The first messages about NIFTY that a client of the live feed hears. */
async function listen({ feedUrl, env }: ReadyFile, count: number): Promise<Buffer[]> {
  const socket = new WebSocket(
    `${feedUrl}/?version=2&token=${env['DHAN_ACCESS_TOKEN']}&clientId=${env['DHAN_CLIENT_ID']}&authType=2`,
  );
  const messages: Buffer[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on('message', (data: Buffer) => {
    messages.push(data);
    if (messages.length === count) resolve();
  });
  await once(socket, 'open');
  socket.send(
    '{"RequestCode":15,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"IDX_I","SecurityId":"13"}]}',
  );
  await promise;
  socket.terminate();
  return messages;
}

/** Resolves once a chunk with frames of the feed is on the disk. */
async function untilFileHolds(file: string, folder: string): Promise<void> {
  for (;;) {
    const told = await preopen(['recording', 'info', file, '-f', 'json'], { cwd: folder });
    if (existsSync(file) && told.stdout.includes('live/1/from-exchange')) return;
  }
}
