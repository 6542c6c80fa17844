import { expect, test } from 'vitest';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { statusesOf } from '#mock-dhan/rest/route-statuses.ts';
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';

const { observed, documented } = WIRE_PROFILES;

test('every route can answer something on every wire', () => {
  for (const wire of Object.values(WIRE_PROFILES))
    for (const route of ROUTES) expect(statusesOf(route, wire), routeKey(route)).not.toEqual([]);
});

test.each([
  ['GET /v2/profile', [200, 400, 401, 429], [200, 401, 429]],
  ['POST /v2/charts/intraday', [200, 400, 401, 429], [200, 400, 401, 429]],
  ['GET /v2/holdings', [200, 400, 401, 429, 500], [200, 401, 429]],
  ['POST /v2/optionchain', [200, 400, 401, 429], [200, 400, 401, 429]],
  ['GET /api-data/api-scrip-master.csv', [200], [200]],
  ['POST /app/generateAccessToken', [200], [200]],
  ['ALL /v2/global-stocks/*', [501], [501]],
] as const)('%s answers %j on the observed wire, %j on the documented', (key, onObserved, onDocumented) => {
  const route = ROUTES.find((each) => routeKey(each) === key)!;
  expect(statusesOf(route, observed)).toEqual(onObserved);
  expect(statusesOf(route, documented)).toEqual(onDocumented);
});
