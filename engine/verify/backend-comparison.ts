/** Two backends that should be alike: what differs, and whether the second is the worse for it. */
import type { BackendSnapshot } from './backend-snapshot.ts';
import type { CheckStatus, VerificationReport } from './check.ts';
import { listed } from './judgement.ts';

/** One backend as it was seen. */
export interface ComparedBackend {
  readonly report: VerificationReport;
  /** Undefined when it did not answer. */
  readonly snapshot: BackendSnapshot | undefined;
}

/** One thing that is not alike. */
export interface Difference {
  readonly kind: 'status' | 'answers' | 'counter' | 'expiries' | 'price' | 'latency';
  /** `backend.moves`, `NIFTY`, `GET /health`. */
  readonly what: string;
  readonly a: string;
  readonly b: string;
  /** True when B is worse for it; otherwise it is only different, or better. */
  readonly isWorse: boolean;
}

/** How far prices of the same moment may lie apart, and how much longer B may take. */
export interface Tolerances {
  /** Of the underlying's price, for itself and for its legs. */
  readonly priceShare: number;
}

/** A route is slower when it takes twice as long and so many milliseconds more. */
const SLOWER_TIMES = 2;
const SLOWER_MS = 50;

const RANKS: Readonly<Record<CheckStatus, number>> = { pass: 0, warn: 1, pending: 2, skip: 2, fail: 3 };

/** Everything that differs, in the order status, answers, counters, expiries, prices, latency. */
export function compareBackends(
  a: ComparedBackend,
  b: ComparedBackend,
  tolerances: Tolerances,
): readonly Difference[] {
  const statuses = statusDifferences(a.report, b.report);
  if (!a.snapshot || !b.snapshot) return [...statuses, ...answerDifference(a, b)];
  return [
    ...statuses,
    ...counterDifferences(a.snapshot, b.snapshot),
    ...expiryDifferences(a.snapshot, b.snapshot),
    ...priceDifferences(a.snapshot, b.snapshot, tolerances),
    ...routeDifferences(a.snapshot, b.snapshot),
  ];
}

/** Those of the first look that the second saw too: prices are read one after the other, so one look alone may catch a tick between them. */
export function lastingDifferences(
  first: readonly Difference[],
  second: readonly Difference[],
): readonly Difference[] {
  const keys = new Set(first.map(keyOf));
  return second.filter((difference) => keys.has(keyOf(difference)));
}

function keyOf({ kind, what, isWorse }: Difference): string {
  return `${kind} ${what} ${isWorse}`;
}

function statusDifferences(a: VerificationReport, b: VerificationReport): Difference[] {
  const before = new Map(a.checks.map((check) => [check.id, check]));
  return b.checks.flatMap((check) => {
    const other = before.get(check.id);
    if (!other || other.status === check.status) return [];
    const isWorse = RANKS[check.status] > RANKS[other.status];
    const spoken = (status: CheckStatus, observed: string): string => `${status}: ${observed}`;
    return [
      {
        kind: 'status' as const,
        what: check.id,
        a: spoken(other.status, other.observed),
        b: spoken(check.status, check.observed),
        isWorse,
      },
    ];
  });
}

function answerDifference(a: ComparedBackend, b: ComparedBackend): Difference[] {
  const spoken = ({ snapshot }: ComparedBackend): string => (snapshot ? 'answers' : 'does not answer');
  const isWorse = a.snapshot !== undefined && b.snapshot === undefined;
  return [{ kind: 'answers', what: 'the backend', a: spoken(a), b: spoken(b), isWorse }];
}

function counterDifferences(a: BackendSnapshot, b: BackendSnapshot): Difference[] {
  return Object.keys(a.counters).flatMap((name) => {
    const [before, now] = [a.counters[name], b.counters[name]];
    if (before === now) return [];
    const isWorse = (now ?? 0) < (before ?? 0);
    return [
      { kind: 'counter' as const, what: name, a: `${before ?? 'none'}`, b: `${now ?? 'none'}`, isWorse },
    ];
  });
}

function expiryDifferences(a: BackendSnapshot, b: BackendSnapshot): Difference[] {
  const underlyings = [...new Set([...a.expiries.keys(), ...b.expiries.keys()])];
  return underlyings.flatMap((underlying) => {
    const [before, now] = [a.expiries.get(underlying) ?? [], b.expiries.get(underlying) ?? []];
    const missing = before.filter((expiry) => !now.includes(expiry));
    const added = now.filter((expiry) => !before.includes(expiry));
    if (missing.length + added.length === 0) return [];
    return [
      {
        kind: 'expiries' as const,
        what: underlying,
        a: listed(before) || 'none',
        b: listed(now) || 'none',
        isWorse: missing.length > 0,
      },
    ];
  });
}

function priceDifferences(a: BackendSnapshot, b: BackendSnapshot, { priceShare }: Tolerances): Difference[] {
  const allowedFor = (underlying: string): number => (a.prices.get(underlying) ?? 0) * priceShare;
  const differing = (
    before: ReadonlyMap<string, number>,
    now: ReadonlyMap<string, number>,
    underlyingOf: (what: string) => string,
  ): Difference[] =>
    [...before].flatMap(([what, price]) => {
      const other = now.get(what);
      if (other !== undefined && Math.abs(other - price) <= allowedFor(underlyingOf(what))) return [];
      return [{ kind: 'price' as const, what, a: `${price}`, b: `${other ?? 'none'}`, isWorse: true }];
    });
  return [
    ...differing(a.prices, b.prices, (what) => what),
    ...differing(a.legs, b.legs, (what) => what.split(' ')[0]!),
  ];
}

function routeDifferences(a: BackendSnapshot, b: BackendSnapshot): Difference[] {
  const before = new Map(a.routes.map((route) => [route.path, route]));
  return b.routes.flatMap(({ path, status, latencyMs }): Difference[] => {
    const other = before.get(path);
    if (!other) return [];
    const what = `GET ${path}`;
    if (other.status !== status)
      return [
        {
          kind: 'answers' as const,
          what,
          a: `HTTP ${other.status}`,
          b: `HTTP ${status}`,
          isWorse: status >= 400,
        },
      ];
    const [slow, fast] = [Math.max(latencyMs, other.latencyMs), Math.min(latencyMs, other.latencyMs)];
    if (slow - fast <= SLOWER_MS || slow <= fast * SLOWER_TIMES) return [];
    const spoken = (ms: number): string => `${Math.round(ms)} ms`;
    const isWorse = latencyMs > other.latencyMs;
    return [{ kind: 'latency' as const, what, a: spoken(other.latencyMs), b: spoken(latencyMs), isWorse }];
  });
}
