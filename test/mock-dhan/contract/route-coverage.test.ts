/** One test per endpoint and way in: every status it has on every wire profile, with its keys and a value or a change of state. */
import { describe, expect, test } from 'vitest';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';
import { MOUNTS } from '#test/support/mounted-exchange.ts';
import { openMsw } from '#test/support/msw-mount.ts';
import { proveRouteCase } from '#test/support/route-case.ts';
import { profilesOf, routeCaseCells, routeCellOf } from './cases/case-cells.ts';
import type { Cell } from './cases/coverage-rows.ts';
import { expectWholeCoverage, routeCells } from './cases/coverage-rows.ts';
import { ROUTE_CASES } from './cases/route-cases.ts';

const REST_MOUNTS = [...MOUNTS, { mount: 'msw', open: openMsw }] as const;

describe.each(REST_MOUNTS)('$mount', ({ open }) => {
  const covered: Cell[] = [];

  test.each(ROUTES.map(routeKey))('%s', async (route) => {
    const cases = ROUTE_CASES.filter((routeCase) => routeCase.route === route);
    expect(cases).not.toEqual([]);
    for (const routeCase of cases)
      for (const profile of profilesOf(routeCase)) {
        const wire = WIRE_PROFILES[profile];
        const { accounts } = routeCase;
        const mounted = await open({ wire, ...(accounts ? { accounts } : {}) });
        try {
          await proveRouteCase(mounted, routeCase);
        } catch (cause) {
          throw new Error(`${route}, ${routeCase.says}, on the ${profile} wire`, { cause });
        } finally {
          await mounted.close();
        }
        covered.push(routeCellOf(routeCase, profile));
      }
  });

  test('no cell of docs/coverage.md is empty, and every case of it has run', () => {
    expectWholeCoverage(covered, routeCells(), routeCaseCells());
  });
});
