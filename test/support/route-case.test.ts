import { afterEach, expect, test } from 'vitest';
import { MOUNTS } from './mounted-exchange.ts';
import type { MountedExchange } from './mounted-exchange.ts';
import { proveRouteCase } from './route-case.ts';
import type { RouteCase } from './route-case.ts';

const KEYS = { '': ['status', 'scenario', 'now'] };
const SOUND: RouteCase = {
  route: 'GET /healthz',
  status: 200,
  says: 'a sound case',
  shows: { keys: KEYS, values: { status: 'ok' } },
};

let mounted: MountedExchange | undefined;
afterEach(() => mounted?.close());

async function prove(changes: Partial<RouteCase>): Promise<void> {
  mounted = await MOUNTS[0]!.open();
  await proveRouteCase(mounted, { ...SOUND, ...changes });
}

test('a case that holds is proven', async () => {
  await expect(prove({})).resolves.toBeUndefined();
});

test.each<[string, Partial<RouteCase>]>([
  ['another status', { status: 400 }],
  ['a key too few', { shows: { keys: { '': ['status', 'now'] }, values: { status: 'ok' } } }],
  ['another value', { shows: { keys: KEYS, values: { status: 'well' } } }],
  ['no change of state', { shows: { keys: KEYS, change: { read: () => 1 } } }],
  ['another route that answers the same', { route: 'GET /v2/nowhere', status: 404 }],
])('a case with %s is not', async (_, changes) => {
  await expect(prove(changes)).rejects.toThrow(/expected/);
});

test.each<[string, RouteCase['shows']]>([
  ['keys', { keys: {}, values: { status: 'ok' } }],
  ['a value or a change', { keys: KEYS }],
  ['any value', { keys: KEYS, values: {} }],
])('a case without %s proves nothing, whatever the answer', async (_, shows) => {
  await expect(prove({ shows })).rejects.toThrow('too little to prove anything');
});
