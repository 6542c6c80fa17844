/** A baseline: what a healthy backend served, as the suite that it has to pass from now on. */
import type { BackendSnapshot, RouteFacts } from './backend-snapshot.ts';

/** A check of the suite, in the form of suite.yaml. */
export interface LearntCheck {
  readonly id: string;
  readonly title: string;
  readonly group: 'baseline';
  readonly tags: readonly ['baseline'];
  readonly dependsOn: readonly string[];
  readonly http: {
    readonly url: string;
    readonly expect: {
      readonly status: number;
      readonly within: string;
      readonly json?: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
    };
  };
}

/** Counts may fall by so much: an expiry passes, the money moves. */
const COUNT_SHARE_MIN = 0.9;
/** A route may take so many times what it took, and at least so long: a machine under load is no fault. */
const LATENCY_TIMES = 5;
const LATENCY_MS_MIN = 500;

/**
 * One check per route that answered 200 with JSON and does not name an expiry, because a date rots. Counts get lower bounds, latencies
 * budgets; underlyings must all stay, and each must have a price.
 */
export function learntChecks(snapshot: BackendSnapshot): readonly LearntCheck[] {
  return snapshot.routes
    .filter(({ path, status, isJson }) => status === 200 && isJson && !path.includes('expiry='))
    .map((route) => ({
      id: `baseline.${nameOf(route.path)}`,
      title: `GET ${route.path} answers as it did when the baseline was learnt`,
      group: 'baseline' as const,
      tags: ['baseline'] as const,
      dependsOn: ['backend.reachable'],
      http: {
        url: snapshot.url + route.path,
        expect: { status: 200, within: `${latencyBudgetMs(route)}ms`, ...jsonRules(route, snapshot) },
      },
    }));
}

/** In whole hundreds of milliseconds. */
function latencyBudgetMs({ latencyMs }: RouteFacts): number {
  return Math.max(LATENCY_MS_MIN, Math.ceil((latencyMs * LATENCY_TIMES) / 100) * 100);
}

function jsonRules(
  { path, servedAt }: RouteFacts,
  { counters, expiries, prices }: BackendSnapshot,
): Pick<LearntCheck['http']['expect'], 'json'> {
  if (path.endsWith('/cache/stats')) {
    const known = Object.entries(counters).flatMap(([name, count]) =>
      count === undefined ? [] : [[`${servedAt}.total_${name}`, { min: lowerBound(name, count) }] as const],
    );
    return { json: Object.fromEntries(known) };
  }
  if (path.endsWith('/available/underlyings'))
    return { json: { [`${servedAt}[*]`]: { minCount: expiries.size } } };
  const underlying = /available\/expiries\?underlying=([^&]+)/.exec(path)?.[1];
  if (underlying !== undefined) {
    const count = expiries.get(decodeURIComponent(underlying))?.length ?? 1;
    return { json: { [`${servedAt}[*]`]: { minCount: Math.max(1, count - 1) } } };
  }
  if (path === '/prices' && prices.size > 0) {
    const rules = [...prices.keys()].map((symbol) => [`${servedAt}['${symbol}']`, { min: 0.05 }] as const);
    return { json: Object.fromEntries(rules) };
  }
  return {};
}

function lowerBound(name: string, count: number): number {
  return name === 'underlyings' ? count : Math.floor(count * COUNT_SHARE_MIN);
}

/** `/api/v2/options/available/expiries?underlying=NIFTY` is `available.expiries.nifty`. */
function nameOf(path: string): string {
  return path
    .replace(/^\/api\/v2\/options\//, '')
    .replaceAll(/underlying=/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '.')
    .replaceAll(/^\.|\.$/g, '');
}
