/** Reads what a backend works out of its chains, `options/analytics` and `options/surface`, without believing it. Both routes are optional. */
import { membersOf, numberOf, spokenAnswer } from './http-answer.ts';
import type { HttpAnswer } from './http-answer.ts';

/** `absent`: this backend has no such route. `broken`: it has one, and what comes is no answer. */
export type OptionalAnswer<Body> =
  | { readonly kind: 'served'; readonly body: Body }
  | { readonly kind: 'absent' | 'broken'; readonly reason: string };

/** What `options/analytics` answered. */
export interface AnalyticsBody {
  /** `underlying_ltp`, rupees; undefined without one. */
  readonly spot: number | undefined;
  /** Whether the body has `underlying_ltp`, be it null. */
  readonly hasSpot: boolean;
  readonly expiries: readonly ExpiryFigures[];
}

/** What `options/surface` answered. */
export interface SurfaceBody {
  readonly terms: readonly ExpiryFigures[];
  readonly smiles: readonly ExpirySmile[];
}

/** One expiry of either: its members as they came, and why those are null that are. */
export interface ExpiryFigures {
  readonly expiry: string;
  readonly figures: Readonly<Record<string, unknown>>;
  readonly reasons: Readonly<Record<string, unknown>>;
}

/** One expiry of the surface with its smile, in the order it came. */
export interface ExpirySmile extends ExpiryFigures {
  readonly points: readonly StatedPoint[];
}

/** A point of a smile; what is no number is undefined, a leg that is not named empty. */
export interface StatedPoint {
  readonly strike: number | undefined;
  readonly moneynessPercent: number | undefined;
  /** Percent. */
  readonly iv: number | undefined;
  readonly leg: string;
}

export function readAnalytics(answer: HttpAnswer): OptionalAnswer<AnalyticsBody> {
  return readOptional(answer, (data) => {
    const expiries = listOf(data['expiries']);
    const spot = numberOf(data['underlying_ltp']);
    return expiries && { spot, hasSpot: 'underlying_ltp' in data, expiries: expiries.map(figuresOf) };
  });
}

export function readSurface(answer: HttpAnswer): OptionalAnswer<SurfaceBody> {
  return readOptional(answer, (data) => {
    const [terms, expiries] = [listOf(data['term_structure']), listOf(data['expiries'])];
    if (!terms || !expiries) return undefined;
    return {
      terms: terms.map(figuresOf),
      smiles: expiries.map((entry) => ({
        ...figuresOf(entry),
        points: (listOf(membersOf(entry)['smile']) ?? []).map(pointOf),
      })),
    };
  });
}

/** Undefined where the entry has no such figure, null where it is null or no number. */
export function figureOf({ figures }: ExpiryFigures, name: string): number | null | undefined {
  return name in figures ? (numberOf(figures[name]) ?? null) : undefined;
}

/** The figures among `names` that are null or no number without a word of why: `pcr_oi`, `atm_straddle.call`. A part of a figure may lack what the whole entry tells a reason for. */
export function silentFigures(entry: ExpiryFigures, names: readonly string[]): string[] {
  const { figures, reasons } = entry;
  return names
    .filter((name) => name in figures)
    .flatMap((name) => {
      const parts = Object.entries(membersOf(figures[name]));
      const silent = parts.filter(([, value]) => numberOf(value) === undefined);
      if (parts.length > 0)
        return Object.keys(reasons).length > 0 ? [] : silent.map(([part]) => `${name}.${part}`);
      return numberOf(figures[name]) === undefined && !isReason(reasons[name]) ? [name] : [];
    });
}

/** A backend without the route answers 404, 405 or 501, a page, or something of its own; one that has it may fail, or write what no parser reads. */
function readOptional<Body>(
  answer: HttpAnswer,
  read: (data: Readonly<Record<string, unknown>>) => Body | undefined,
): OptionalAnswer<Body> {
  const { status, form, value, excerpt } = answer;
  const reason = spokenAnswer(answer);
  if (status >= 500 && status !== 501) return { kind: 'broken', reason };
  if (status !== 200 || form === 'html') return { kind: 'absent', reason };
  if (form !== 'json')
    return { kind: excerpt.startsWith('{') || form === 'empty' ? 'broken' : 'absent', reason };
  const top = membersOf(value);
  const body = read('data' in top ? membersOf(top['data']) : top);
  return body === undefined
    ? { kind: 'absent', reason: `it answers in a shape of its own: ${reason}` }
    : { kind: 'served', body };
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function figuresOf(entry: unknown): ExpiryFigures {
  const figures = membersOf(entry);
  return { expiry: textOf(figures['expiry']), figures, reasons: membersOf(figures['reasons']) };
}

function pointOf(value: unknown): StatedPoint {
  const { strike, moneyness_percent: moneyness, iv, leg } = membersOf(value);
  return {
    strike: numberOf(strike),
    moneynessPercent: numberOf(moneyness),
    iv: numberOf(iv),
    leg: textOf(leg),
  };
}

function isReason(value: unknown): boolean {
  return textOf(value).trim() !== '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
