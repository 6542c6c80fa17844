import { expect, test } from 'vitest';
import { compareBackends, lastingDifferences } from '#engine/verify/backend-comparison.ts';
import type { ComparedBackend } from '#engine/verify/backend-comparison.ts';
import type { BackendSnapshot } from '#engine/verify/backend-snapshot.ts';
import { reportOf } from '#test/cli/verify/sample-runs.ts';

const TOLERANCES = { priceShare: 0.0005 };
const LEG = 'NIFTY 2026-02-10 25750 CE';

function backend(
  changes: Partial<BackendSnapshot> = {},
  status: 'pass' | 'warn' | 'fail' = 'pass',
): ComparedBackend {
  return {
    report: reportOf({ 'backend.reachable': 'pass', 'backend.moves': status }),
    snapshot: {
      url: 'http://127.0.0.1:8000',
      counters: { underlyings: 6, expiries: 12, strikes: 1200, tokens: 2400 },
      expiries: new Map([['NIFTY', ['2026-02-10', '2026-02-17']]]),
      prices: new Map([['NIFTY', 25_750]]),
      legs: new Map([[LEG, 120]]),
      routes: [{ path: '/health', status: 200, isJson: true, servedAt: '$', latencyMs: 10 }],
      ...changes,
    },
  };
}

const differences = (b: ComparedBackend, a = backend()) => compareBackends(a, b, TOLERANCES);

test('two backends that serve the same have no difference, nor have those within the tolerances', () => {
  expect(differences(backend())).toEqual([]);
  const near = backend({
    prices: new Map([['NIFTY', 25_762]]),
    legs: new Map([[LEG, 108]]),
    routes: [{ path: '/health', status: 200, isJson: true, servedAt: '$', latencyMs: 55 }],
  });
  expect(differences(near)).toEqual([]);
});

test.each([
  ['status', backend({}, 'fail'), 'backend.moves'],
  ['counter', backend({ counters: { underlyings: 6, expiries: 12, strikes: 1200, tokens: 2000 } }), 'tokens'],
  ['expiries', backend({ expiries: new Map([['NIFTY', ['2026-02-17']]]) }), 'NIFTY'],
  ['price', backend({ prices: new Map([['NIFTY', 25_770]]) }), 'NIFTY'],
  ['price', backend({ prices: new Map() }), 'NIFTY'],
  ['price', backend({ legs: new Map([[LEG, 140]]) }), LEG],
  [
    'latency',
    backend({ routes: [{ path: '/health', status: 200, isJson: true, servedAt: '$', latencyMs: 90 }] }),
    'GET /health',
  ],
  [
    'answers',
    backend({ routes: [{ path: '/health', status: 503, isJson: true, servedAt: '$', latencyMs: 10 }] }),
    'GET /health',
  ],
] as const)('B is worse by its %s', (kind, b, what) => {
  expect(differences(b)).toMatchObject([{ kind, what, isWorse: true }]);
});

test('more strikes, more expiries, a mended check and a faster route differ without being worse', () => {
  const better = backend({
    counters: { underlyings: 6, expiries: 14, strikes: 1200, tokens: 2400 },
    expiries: new Map([['NIFTY', ['2026-02-10', '2026-02-17', '2026-02-24']]]),
  });
  const slowAndBroken = backend(
    { routes: [{ path: '/health', status: 200, isJson: true, servedAt: '$', latencyMs: 400 }] },
    'fail',
  );
  const seen = differences(better, slowAndBroken);
  expect(seen.map(({ kind }) => kind)).toEqual(['status', 'counter', 'expiries', 'latency']);
  expect(seen.filter(({ isWorse }) => isWorse)).toEqual([]);
});

test('a backend that does not answer is worse than one that does', () => {
  const silent = { report: reportOf({ 'backend.reachable': 'skip' }), snapshot: undefined };
  expect(differences(silent).at(-1)).toMatchObject({ kind: 'answers', isWorse: true });
});

test('a difference that is gone at the second look was a tick between two reads', () => {
  const first = differences(backend({ prices: new Map([['NIFTY', 25_800]]), legs: new Map([[LEG, 200]]) }));
  const second = differences(backend({ legs: new Map([[LEG, 210]]) }));
  expect(lastingDifferences(first, second)).toMatchObject([{ what: LEG, b: '210' }]);
});
