import { expect, test } from 'vitest';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { CONTROL_OPERATIONS } from '#mock-dhan/control/control-operations.ts';
import { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';
import { renderControlOpenApi } from '#mock-dhan/specs/control-openapi.ts';
import { readFault } from '#scenarios/fault-schema.ts';
import { specChecker } from '#test/support/open-api-checker.ts';
import { sinkInto } from '#test/support/sink-log.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const BASE = 'http://control.test';
const CONNECTED = {
  id: 'one-feed',
  modality: 'always',
  condition: { kind: 'connections', feed: 'live', count: { atMost: 1 } },
  plusMs: 0,
  because: 'one is enough',
} as const;

/** A control port over an exchange with something to tell in each of its answers. */
function busyControlPort() {
  const { exchange, clock } = createSmallExchange({
    rules: {
      expect: {
        startup: 'ready',
        failingChecks: [],
        legs: [],
        logLines: [],
        verify: { failing: [], warning: [] },
        suites: {},
        behaviour: [CONNECTED],
      },
    },
  });
  const served = new ScenarioExchange({
    clock,
    exchange,
    reopen: () => createSmallExchange({ nowMs: clock.nowMs() }).exchange,
  });
  served.judge();
  const { clientId, accessToken } = exchange.accounts.credentialsOf()!;
  exchange.feed.connect(
    { clientId, token: accessToken },
    sinkInto(() => undefined),
  );
  const driver = { speed: 1, setSpeed: () => undefined };
  const app = createControlApp(served, { token: 't', driver, readFault });
  return async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: string, token = 't') => {
    const headers = { authorization: `Bearer ${token}` };
    const request = { method, url: `${BASE}${path}`, headers, ...(body === undefined ? {} : { body }) };
    const answer = await app.fetch(new Request(request.url, request));
    const text = await answer.text();
    return {
      request,
      response: { status: answer.status, headers: Object.fromEntries(answer.headers), body: text },
    };
  };
}

const CALLS: readonly (readonly [route: string, path: string, body: string | undefined, status: number])[] = [
  ['GET /clock', '/clock', undefined, 200],
  ['POST /clock', '/clock', '{"speed":10}', 200],
  ['POST /clock', '/clock', '{"speed":"fast"}', 400],
  ['POST /clock', '/clock', '{"seek":"09:00"}', 409],
  ['POST /faults', '/faults', '{"id":"quiet","kind":"mute-instrument","instruments":["NIFTY"]}', 201],
  ['POST /faults', '/faults', '{"id":"quiet","kind":"nothing"}', 400],
  ['GET /faults', '/faults', undefined, 200],
  ['DELETE /faults/:id', '/faults/quiet', undefined, 200],
  ['DELETE /faults/:id', '/faults/quiet', undefined, 404],
  ['GET /counters', '/counters', undefined, 200],
  ['GET /connections', '/connections', undefined, 200],
  ['GET /journal', '/journal?kind=connected', undefined, 200],
  ['GET /journal', '/journal?kind=nothing', undefined, 400],
  ['GET /expectations', '/expectations', undefined, 200],
  ['GET /explain', '/explain?client=1100000001&instrument=NIFTY', undefined, 200],
  ['GET /explain', '/explain', undefined, 400],
  ['POST /connections/disconnect', '/connections/disconnect', '{"reason":805,"feed":"live"}', 200],
  ['POST /connections/disconnect', '/connections/disconnect', '{}', 400],
  ['POST /reset', '/reset', undefined, 200],
  ['GET /tenants', '/tenants', undefined, 200],
  ['POST /tenants', '/tenants', '{"clientId":"2000000001"}', 409],
  ['DELETE /tenants/:clientId', '/tenants/2000000001', undefined, 404],
  ['GET /openapi.json', '/openapi.json', undefined, 200],
];

test('every answer of the control port is as its document says, and every operation is asked', async () => {
  const ask = busyControlPort();
  const checker = specChecker(renderControlOpenApi());
  const problems: string[] = [];
  for (const [route, path, body, status] of CALLS) {
    const method = route.split(' ')[0] as 'GET' | 'POST' | 'DELETE';
    const { request, response } = await ask(method, path, body);
    expect([route, response.status]).toEqual([route, status]);
    problems.push(...[checker.problemsOf(route, request, response)].flatMap((problem) => problem ?? []));
    const refused = await ask(method, path, body, 'wrong');
    expect(refused.response.status).toBe(401);
    problems.push(
      ...[checker.problemsOf(route, refused.request, refused.response)].flatMap((problem) => problem ?? []),
    );
  }
  expect(problems).toEqual([]);
  const asked = new Set(CALLS.map(([route]) => route.replace(/:(\w+)/, '{$1}')));
  expect([...asked].toSorted()).toEqual(
    CONTROL_OPERATIONS.map(({ method, path }) => `${method} ${path}`).toSorted(),
  );
});

test('an answer that the document does not describe is found', () => {
  const checker = specChecker(renderControlOpenApi());
  const request = { method: 'GET', url: `${BASE}/clock`, headers: {} } as const;
  const headers = { 'content-type': 'application/json' };
  const answer = (status: number, body: string) =>
    checker.problemsOf('GET /clock', request, { status, headers, body });
  expect(answer(200, '{"now":"09:20"}')).toContain('now');
  expect(answer(418, '{}')).toContain('418 is not described');
});

test('the document is served byte for byte', async () => {
  const { response } = await busyControlPort()('GET', '/openapi.json');
  expect(response.body).toBe(renderControlOpenApi());
});
