/** Where two runs part: the first event they published differently, and in which field. */
import { MS_PER_SECOND, istTimeOfDay } from '../market/ist-time.ts';
import type { PublishedReader, PublishedRecord } from './published-records.ts';

/** Both sides of a difference as people read them. */
export interface Divergence {
  /** Counted from 1. */
  readonly event: number;
  /** IST time of day with milliseconds; undefined for verdicts, which belong to the whole run. */
  readonly at: string | undefined;
  /** `NIFTY ltp`, `NIFTY 2026-02-10 23000 CE ltp`, `event`. */
  readonly field: string;
  readonly a: string;
  readonly b: string;
}

export interface Comparison {
  /** Events that both published alike. */
  readonly equalEvents: number;
  readonly divergence: Divergence | undefined;
}

/** Reads both runs up to their first difference. */
export function compareRuns(a: PublishedReader, b: PublishedReader): Comparison {
  for (let equalEvents = 0; ; equalEvents += 1) {
    const left = a.next();
    const right = b.next();
    if (!left && !right) return { equalEvents, divergence: undefined };
    const difference = differenceOf({ left, right, legName: (chain, leg) => a.legName(chain, leg) });
    if (difference) return { equalEvents, divergence: { event: equalEvents + 1, ...difference } };
  }
}

type Difference = Omit<Divergence, 'event'>;
type Reprice = Extract<PublishedRecord, { readonly kind: 'reprice' }>;
type LegName = (chain: string, leg: number) => string;

interface Pair {
  readonly left: PublishedRecord | undefined;
  readonly right: PublishedRecord | undefined;
  readonly legName: LegName;
}

function differenceOf({ left, right, legName }: Pair): Difference | undefined {
  if (left && right && isEqual(left, right)) return undefined;
  const [leftTitle, rightTitle] = [titleOf(left, legName), titleOf(right, legName)];
  const [leftTime, rightTime] = [timeOf(left), timeOf(right)];
  const at = leftTime ?? rightTime;
  if (!left || !right || leftTitle !== rightTitle) return { at, field: 'event', a: leftTitle, b: rightTitle };
  if (leftTime !== rightTime)
    return { at, field: `time of ${leftTitle}`, a: leftTime ?? '', b: rightTime ?? '' };
  if (left.kind === 'reprice' && right.kind === 'reprice')
    return { at, ...differenceOfLegs(left, right, legName) };
  const name = PRICE_FIELDS.find((field) => priceOf(left, field) !== priceOf(right, field)) ?? 'ltp';
  return {
    at,
    field: `${subjectOf(left, legName)} ${name}`,
    a: rupees(priceOf(left, name)),
    b: rupees(priceOf(right, name)),
  };
}

/** Asked for every event of a day, hence without any text. */
function isEqual(left: PublishedRecord, right: PublishedRecord): boolean {
  if (left.kind === 'verdict' || right.kind === 'verdict')
    return left.kind === 'verdict' && right.kind === 'verdict' && left.text === right.text;
  if (left.kind !== right.kind || left.name !== right.name || left.atMs !== right.atMs) return false;
  if (left.kind === 'reprice' || right.kind === 'reprice')
    return left.kind === 'reprice' && right.kind === 'reprice' && firstOther(left.legs, right.legs) < 0;
  if (left.kind === 'leg-tick' && right.kind === 'leg-tick' && left.leg !== right.leg) return false;
  return PRICE_FIELDS.every((field) => priceOf(left, field) === priceOf(right, field));
}

/** A leg that one side left alone is shown as such. */
function differenceOfLegs(left: Reprice, right: Reprice, legName: LegName): Omit<Difference, 'at'> {
  const index = firstOther(left.legs, right.legs);
  const start = index - (index % 2);
  const [leftLeg = Infinity, leftPrice] = left.legs.slice(start, start + 2);
  const [rightLeg = Infinity, rightPrice] = right.legs.slice(start, start + 2);
  const leg = Math.min(leftLeg, rightLeg);
  return {
    field: `${left.name} ${legName(left.name, leg)} ltp`,
    a: leg === leftLeg ? rupees(leftPrice) : 'not repriced',
    b: leg === rightLeg ? rupees(rightPrice) : 'not repriced',
  };
}

/** Where two lists part, one that ends early included; -1 when they are equal. */
function firstOther(left: readonly number[], right: readonly number[]): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) if (left[index] !== right[index]) return index;
  return -1;
}

const PRICE_FIELDS = ['ltp', 'bid', 'ask'] as const;

function priceOf(record: PublishedRecord, field: (typeof PRICE_FIELDS)[number]): number | undefined {
  if (record.kind === 'leg-tick') return record[field];
  return record.kind === 'underlying-tick' && field === 'ltp' ? record.ltp : undefined;
}

/** What kind of event it is, and of what. */
function titleOf(record: PublishedRecord | undefined, legName: LegName): string {
  if (!record) return 'nothing more';
  return `${record.kind} of ${subjectOf(record, legName)}`;
}

function subjectOf(record: PublishedRecord, legName: LegName): string {
  if (record.kind === 'verdict') return record.text;
  return record.kind === 'leg-tick' ? `${record.name} ${legName(record.name, record.leg)}` : record.name;
}

function timeOf(record: PublishedRecord | undefined): string | undefined {
  if (!record || record.kind === 'verdict') return undefined;
  return `${istTimeOfDay(record.atMs)}.${String(record.atMs % MS_PER_SECOND).padStart(3, '0')}`;
}

function rupees(paise: number | undefined): string {
  return paise === undefined ? 'none' : (paise / 100).toFixed(2);
}
