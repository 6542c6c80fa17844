import { expect, test } from 'vitest';
import { TEST_USERS } from '#mock-dhan/platform/platform-users.ts';
import { stocksblitzSuite } from '#engine/verify/stocksblitz/stocksblitz-suite.ts';
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

test('containers are judged where they are named, and the keys and the library from inside that of the backend', () => {
  const ids = (environment: Readonly<Record<string, string>>): readonly string[] =>
    stocksblitzSuite(stocksblitzPlaces(environment))
      .checks.filter(({ declaration, from }) => declaration.kind === 'container' || from !== undefined)
      .map(({ id, from }) => (from === undefined ? id : `${id} from ${from}`));
  expect(ids({})).toEqual([]);
  expect(ids({ PLATFORM_TICKER_CONTAINER: 'tv-ticker' })).toEqual(['container.ticker']);
  expect(ids({ PLATFORM_BACKEND_CONTAINER: 'tv-backend' })).toEqual([
    'container.backend',
    'auth.keys-inside from docker exec tv-backend',
    'indicators.library from docker exec tv-backend',
  ]);
  expect(() => stocksblitzPlaces({ PLATFORM_BACKEND_CONTAINER: '--help' })).toThrow(
    /PLATFORM_BACKEND_CONTAINER: .*was "--help"/,
  );
});

test('a file that is no ready file is named', () => {
  expect(() => stocksblitzPlaces({ PLATFORM_READY_FILE: '/nowhere.json' })).toThrow(
    /PLATFORM_READY_FILE: .*was \/nowhere\.json/,
  );
});
