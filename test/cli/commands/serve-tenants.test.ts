import { expect, test } from 'vitest';
import { preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

test('serve --tenants gives each client id a clock of its own behind one port, and closes all of them', async () => {
  await using mock = await serveMock(['--scenario', 'calm-morning', '--tenants', '3']);
  const { restUrl, controlUrl, controlToken } = mock.ready;
  const { tenants } = mock.ready as unknown as {
    readonly tenants: readonly { readonly clientId: string; readonly accessToken: string }[];
  };
  expect(tenants.map(({ clientId }) => clientId)).toEqual(['2000000001', '2000000002', '2000000003']);
  const headers = { authorization: `Bearer ${controlToken}` };
  const move = { method: 'POST', headers, body: '{"seek":"12:00:00"}' };
  expect((await fetch(`${controlUrl}/tenants/2000000002/clock`, move)).status).toBe(200);
  const hours = await Promise.all(
    tenants.map(async ({ clientId, accessToken }) => {
      const login = { 'access-token': accessToken, 'client-id': clientId };
      const answer = await fetch(`${restUrl}/profile`, { headers: login });
      expect(await answer.json()).toMatchObject({ dhanClientId: clientId });
      return new Date(answer.headers.get('date')!).toISOString().slice(11, 16);
    }),
  );
  expect(hours).toEqual(['03:44', '06:30', '03:44']);
  mock.signal('SIGTERM');
  expect(await mock.ended).toMatchObject({ exitCode: 0 });
});

test('serve refuses a number of tenants that is none', async () => {
  const { exitCode, stderr } = await preopen(['serve', '--tenants', 'many']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--tenants');
});
