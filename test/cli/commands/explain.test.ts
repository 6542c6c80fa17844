import { expect, test } from 'vitest';
import { preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

test('explain says in words which hop lost a tick, exits 1 then, and 0 when it was sent', async () => {
  await using mock = await serveMock(['--scenario', 'calm-morning', '--at', '09:30']);
  const { feedUrl, env } = mock.ready;
  const client = env['DHAN_CLIENT_ID']!;
  const explain = async (instrument: string) =>
    preopen(['explain', '--ready-file', mock.readyFile, '--client', client, '--instrument', instrument]);
  const before = await explain('NIFTY');
  expect(before).toMatchObject({ exitCode: 1 });
  expect(before.stdout).toContain('FAIL connection    it has not connected to the live feed');
  const socket = new WebSocket(`${feedUrl}?version=2&token=${env['DHAN_ACCESS_TOKEN']}&clientId=${client}`);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  const ticks = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
  socket.send(
    JSON.stringify({
      RequestCode: 15,
      InstrumentCount: 1,
      InstrumentList: [{ ExchangeSegment: 'IDX_I', SecurityId: '13' }],
    }),
  );
  await ticks;
  // The snapshot is no move of the market; the next tick is.
  await new Promise((resolve) => {
    let heard = 0;
    socket.addEventListener('message', () => {
      heard += 1;
      if (heard === 3) resolve(undefined);
    });
  });
  const after = await explain('NIFTY');
  socket.close();
  expect(after.stdout).toMatch(/^Client \d+ was sent NIFTY: \d+ packets, the last at 09:30:\d\d\.$/m);
  expect(after.exitCode).toBe(0);
});
