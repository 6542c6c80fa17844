import { expect, test } from 'vitest';
import { ROUTES, routeKey } from '#mock-dhan/rest/route-table.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

test('every route the app answers is in the table, and every route of the table is answered', () => {
  const { app } = createSmallExchange().exchange;
  const registered = app.routes.map(routeKeyOf).filter((key) => key !== 'ALL /*');
  expect(registered.length).toBeGreaterThan(50);
  expect(registered.toSorted()).toEqual(ROUTES.map(routeKey).toSorted());
});

test('no route is in the table twice', () => {
  expect(new Set(ROUTES.map(routeKey)).size).toBe(ROUTES.length);
});

test('what is out of scope has a name, and nothing else has one', () => {
  for (const { path, answer, name } of ROUTES)
    expect([path, name !== undefined]).toEqual([path, answer === 'out-of-scope']);
});

function routeKeyOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path}`;
}
