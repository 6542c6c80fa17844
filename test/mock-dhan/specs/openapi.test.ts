import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, expect, test } from 'vitest';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';
import { OPERATIONS } from '#mock-dhan/specs/operations.ts';
import { renderOpenApi } from '#mock-dhan/specs/openapi.ts';
import { profilesOf } from '#test/mock-dhan/contract/cases/case-cells.ts';
import { ROUTE_CASES } from '#test/mock-dhan/contract/cases/route-cases.ts';
import { specChecker } from '#test/support/open-api-checker.ts';
import type { SpecChecker } from '#test/support/open-api-checker.ts';
import { proveRouteCase } from '#test/support/route-case.ts';
import { MOUNTS } from '#test/support/mounted-exchange.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const [IN_PROCESS] = MOUNTS;
let spec: SpecChecker;
beforeAll(() => {
  spec = specChecker(renderOpenApi());
});

test('the document is sound OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(renderOpenApi()))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('the exchange serves the very bytes that are committed', async () => {
  const { app } = createSmallExchange().exchange;
  for (const [path, name] of [
    ['/v2/v3/api-docs', 'openapi.json'],
    ['/asyncapi.json', 'asyncapi.json'],
  ] as const) {
    const committed = readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
    expect(await (await app.request(path)).text()).toBe(committed);
  }
});

test('every route is described, and nothing else', () => {
  expect(Object.keys(OPERATIONS).toSorted()).toEqual(ROUTES.map(routeKey).toSorted());
});

test('no two operations share an id', () => {
  const ids = spec.operationIds();
  expect(ids.length).toBeGreaterThan(ROUTES.length);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(ROUTES.map(routeKey))('%s: every real answer is one the document describes', async (route) => {
  const cases = ROUTE_CASES.filter((routeCase) => routeCase.route === route);
  expect(cases).not.toEqual([]);
  for (const routeCase of cases)
    for (const profile of profilesOf(routeCase)) {
      const { accounts } = routeCase;
      const mounted = await IN_PROCESS!.open({
        wire: WIRE_PROFILES[profile],
        ...(accounts ? { accounts } : {}),
      });
      try {
        let problems: string | undefined = 'no answer was seen';
        const { http } = mounted;
        await proveRouteCase(
          {
            ...mounted,
            http: {
              async send(request) {
                const response = await http.send(request);
                problems = spec.problemsOf(route, request, response);
                return response;
              },
            },
          },
          routeCase,
        );
        expect(problems, `${routeCase.says}, on the ${profile} wire`).toBeUndefined();
      } finally {
        await mounted.close();
      }
    }
});

test('the check can fail: another status, another key, another type and a body that is not asked for are problems', () => {
  const profile = {
    dhanClientId: '1',
    tokenValidity: '30/03/2025 15:37',
    activeSegment: '',
    ddpi: 'Active',
    dataPlan: 'Active',
  };
  const problemsOf = (status: number, body: unknown) =>
    spec.problemsOf(
      'GET /v2/profile',
      { method: 'GET', url: '', headers: {} },
      { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    );
  expect(problemsOf(200, profile)).toBeUndefined();
  expect(problemsOf(200, { ...profile, extra: 1 })).toContain('additional properties');
  expect(problemsOf(200, { ...profile, dataPlan: 1 })).toContain('/dataPlan');
  expect(problemsOf(302, profile)).toContain('302');
  const ltp = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"data":{},"status":"success"}',
  };
  expect(
    spec.problemsOf(
      'POST /v2/marketfeed/ltp',
      { method: 'POST', url: '', headers: {}, body: '{"IDX_I":["13"]}' },
      ltp,
    ),
  ).toContain('/IDX_I/0');
});
