import { delimiter } from 'node:path';
import { expect, test } from 'vitest';
import { childEnvironment } from '#cli/run/child-environment.ts';

const SETTING = {
  hooksFolder: '/run',
  nodeHook: '/run/redirect.mjs',
  proxyUrl: 'http://127.0.0.1:4000',
  trustFile: '/run/trusted.pem',
  credentials: { DHAN_CLIENT_ID: '1', DHAN_ACCESS_TOKEN: 'test' },
  fakeTime: {},
};

test('real credentials are withheld and named, and the test account takes their place', () => {
  const { env, withheld } = childEnvironment(
    {
      DHAN_ACCESS_TOKEN: 'real',
      DHAN_API_SECRET: 's',
      DHAN_BASE_URL: 'https://api.dhan.co/v2',
      PATH: '/bin',
    },
    SETTING,
  );
  expect(withheld).toEqual(['DHAN_ACCESS_TOKEN', 'DHAN_API_SECRET']);
  expect(env).toMatchObject({ DHAN_ACCESS_TOKEN: 'test', DHAN_CLIENT_ID: '1', PATH: '/bin' });
  expect(env).not.toHaveProperty('DHAN_API_SECRET');
  expect(JSON.stringify(env)).not.toContain('real');
});

test('the hooks come before the user’s own modules and flags, which stay', () => {
  const { env } = childEnvironment({ PYTHONPATH: '/mine', NODE_OPTIONS: '--no-warnings' }, SETTING);
  expect(env['PYTHONPATH']).toBe(`/run${delimiter}/mine`);
  expect(env['NODE_OPTIONS']).toBe('--import file:///run/redirect.mjs --no-warnings');
  expect(childEnvironment({}, SETTING).env['PYTHONPATH']).toBe('/run');
});

test('every spelling of the proxy leads through it, and this machine does not', () => {
  const { env } = childEnvironment({ https_proxy: 'http://corporate:3128' }, SETTING);
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'ALL_PROXY'])
    expect(env[name]).toBe('http://127.0.0.1:4000');
  expect(env['NO_PROXY']).toContain('127.0.0.1');
});
