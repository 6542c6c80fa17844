import { expect, test } from 'vitest';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { stocksblitzPlaces } from '#scenarios/suites/stocksblitz-places.ts';

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

test('a file that is no ready file is named', () => {
  expect(() => stocksblitzPlaces({ PLATFORM_READY_FILE: '/nowhere.json' })).toThrow(
    /PLATFORM_READY_FILE: .*was \/nowhere\.json/,
  );
});
