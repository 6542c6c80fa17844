import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { platformOfSuite, platformSecrets, stocksblitzPlaces } from '#scenarios/suites/stocksblitz-places.ts';

test('without a word it is the platform on its usual ports, with its test user', () => {
  const { email, password } = TEST_USERS.trader;
  expect(stocksblitzPlaces({})).toMatchObject({
    backendUrl: 'http://127.0.0.1:8081',
    userServiceUrl: 'http://127.0.0.1:8001',
    email,
    password,
  });
});

test('a variable moves one place', () => {
  expect(stocksblitzPlaces({ PLATFORM_BACKEND_URL: 'http://10.0.0.5:9000/' })).toMatchObject({
    backendUrl: 'http://10.0.0.5:9000',
    tickerUrl: 'http://127.0.0.1:8080',
  });
});

test('containers are those that variables or the suite name; a word that no container can have is refused', () => {
  for (const unset of [{}, { DOCKER: '' }])
    expect(stocksblitzPlaces(unset)).toMatchObject({
      backendContainer: undefined,
      containerCommand: 'docker',
    });
  const environment = {
    PLATFORM_BACKEND_CONTAINER: 'tv-backend',
    DOCKER: 'podman',
  };
  const suite = { backendContainer: 'of-the-suite', tickerContainer: 'tv-ticker' };
  expect(stocksblitzPlaces(environment, suite)).toMatchObject({
    backendContainer: 'tv-backend',
    tickerContainer: 'tv-ticker',
    userServiceContainer: undefined,
    redisContainer: undefined,
    containerCommand: 'podman',
  });
});

test('a file that is no ready file is named', () => {
  expect(() => stocksblitzPlaces({ PLATFORM_READY_FILE: '/nowhere.json' })).toThrow(
    /PLATFORM_READY_FILE: .*was \/nowhere\.json/,
  );
});

test.each([
  ['PLATFORM_REDIS_URL', 'http://:hidden@127.0.0.1', 'redis://127.0.0.1:6379'],
  ['PLATFORM_REDIS_URL', 'redis://:hidden@127.0.0.1/abc', 'database number'],
  ['PLATFORM_BARS_URL', '/hidden/bars.sqlite', 'sqlite:FILE'],
  ['PLATFORM_BACKEND_URL', 'hidden:8081', 'http://127.0.0.1:8081'],
  ['PLATFORM_TICKER_URL', '', 'http://127.0.0.1:8081'],
  ['PLATFORM_BACKEND_CONTAINER', '--hidden', "a container's name or id, such as tv-backend"],
  ['PLATFORM_BACKEND_JWKS_URL', 'hidden', 'http://127.0.0.1:8081'],
])('%s of %s is refused without being repeated', (variable, said, expected) => {
  const ask = (): unknown => stocksblitzPlaces({ [variable]: said });
  expect(ask).toThrow(new RegExp(`^${variable}, .*${expected}`));
  expect(ask).not.toThrow('hidden');
});

test('a place of the suite that is none is refused', () => {
  expect(() => stocksblitzPlaces({}, { redisUrl: 'localhost' })).toThrow(/^targets\.platform, redisUrl: /);
});

test('a variable outranks the suite, the suite the ready file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'preopen-places-')), 'ready.json');
  const login = { email: 'a@platform.test', password: 'of-the-file' };
  const platform = {
    userServiceUrl: 'http://u',
    tickerUrl: 'http://t',
    redisUrl: null,
    barsUrl: 'sqlite:b',
    login,
  };
  writeFileSync(file, JSON.stringify({ backendUrl: 'http://b', platform: { ...platform, apiKey: 'sb_1' } }));
  const environment = { PLATFORM_READY_FILE: file, PLATFORM_TICKER_URL: 'http://variable' };
  const places = stocksblitzPlaces(environment, {
    tickerUrl: 'http://suite',
    userServiceUrl: 'http://suite',
  });
  expect(places).toMatchObject({
    tickerUrl: 'http://variable',
    userServiceUrl: 'http://suite',
    backendUrl: 'http://b',
    redisUrl: undefined,
    password: 'of-the-file',
  });
});

test('password, API key and the passwords of URLs are secrets', () => {
  const environment = {
    PLATFORM_PASSWORD: 'one',
    PLATFORM_API_KEY: 'two',
    PLATFORM_REDIS_URL: 'redis://:three@127.0.0.1:6379',
    PLATFORM_BARS_URL: 'postgres://u:four@127.0.0.1/bars',
  };
  expect(platformSecrets(stocksblitzPlaces(environment))).toEqual(['one', 'two', 'three', 'four']);
});

test('a suite has a platform when it extends stocksblitz', () => {
  expect(platformOfSuite({ builtIn: ['dhan'], targets: {} }, {})).toBeUndefined();
  expect(platformOfSuite({ builtIn: ['stocksblitz'], targets: {} }, {}, 'http://rehearsed')).toMatchObject({
    backendUrl: 'http://rehearsed',
    redisUrl: 'redis://127.0.0.1:6381',
  });
});
