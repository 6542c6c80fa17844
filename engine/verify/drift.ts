/** How far an exchange's wire has drifted from the one that is expected. Pure. */
import type { ObservedCall, ObservedFeed, WireObservation } from './wire-observation.ts';

/** One difference, or one thing that could not be compared. */
export interface DriftFinding {
  /** `optionchain /data/oc/*`, `feed`. */
  readonly where: string;
  readonly kind:
    | 'status'
    | 'code'
    | 'body'
    | 'key missing'
    | 'key new'
    | 'type'
    | 'packets'
    | 'cadence'
    | 'trade time';
  readonly expected: string;
  readonly observed: string;
}

/** What differs, and what was not judged and why. */
export interface DriftReport {
  readonly drifts: readonly DriftFinding[];
  readonly notJudged: readonly { readonly where: string; readonly reason: string }[];
  /** Calls and feeds that were compared; nothing compared is no agreement. */
  readonly compared: number;
}

/** Gaps of the feed that differ by less than this factor are the same grid: 250 and 300 ms are, 250 and 100 are not. */
const GAP_FACTOR = 1.6;
const HALF_HOUR_MS = 1_800_000;
/** A trade time this far from both readings belongs to a market that stands still. */
const TRADE_AGE_MS_MAX = 900_000;

/** `expected` and `actual` asked the same questions. */
export function driftBetween(expected: WireObservation, actual: WireObservation): DriftReport {
  const parts = [
    ...expected.calls.map((call) => callDrift(call, actual.calls)),
    feedDrift(expected.feed, actual.feed),
  ];
  return {
    drifts: parts.flatMap(({ drifts }) => drifts),
    notJudged: parts.flatMap(({ notJudged }) => notJudged),
    compared: parts.filter(({ isCompared }) => isCompared).length,
  };
}

interface Part {
  readonly drifts: readonly DriftFinding[];
  readonly notJudged: DriftReport['notJudged'];
  readonly isCompared: boolean;
}

function callDrift(expected: ObservedCall, calls: readonly ObservedCall[]): Part {
  const actual = calls.find(({ id }) => id === expected.id);
  if (!actual) return skipped(expected.id, 'it was not asked');
  if (actual.status === 429) return skipped(expected.id, 'the exchange refused it for its rate (HTTP 429)');
  if (expected.status !== actual.status) {
    if (expected.isOfAccount)
      return skipped(expected.id, `the answer depends on the account (HTTP ${actual.status})`);
    return compared([
      {
        where: expected.id,
        kind: 'status',
        expected: `HTTP ${expected.status}`,
        observed: spokenStatus(actual),
      },
    ]);
  }
  const codes: DriftFinding[] =
    expected.code === actual.code
      ? []
      : [
          {
            where: expected.id,
            kind: 'code',
            expected: expected.code ?? 'none',
            observed: actual.code ?? 'none',
          },
        ];
  return compared([...codes, ...shapeDrift(expected, actual)]);
}

function spokenStatus({ status, code }: ObservedCall): string {
  return `HTTP ${status}${code === undefined ? '' : ` ${code}`}`;
}

function shapeDrift(expected: ObservedCall, actual: ObservedCall): DriftFinding[] {
  if (!expected.shape || !actual.shape) {
    const form = ({ shape }: ObservedCall): string => (shape ? 'JSON' : 'no JSON');
    if (form(expected) === form(actual)) return [];
    return [{ where: expected.id, kind: 'body', expected: form(expected), observed: form(actual) }];
  }
  const [wanted, seen] = [kindsByPath(expected.shape), kindsByPath(actual.shape)];
  const paths = [...new Set([...wanted.keys(), ...seen.keys()])].sort();
  return paths
    .filter((path) => !isBelowEmpty(path, wanted) && !isBelowEmpty(path, seen))
    .flatMap((path) =>
      pathDrift(`${expected.id} ${path || '(whole body)'}`, wanted.get(path), seen.get(path)),
    );
}

/** The kinds of each path, texts with their format. */
function kindsByPath(shape: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const pairs = shape.map((line) => {
    const space = line.indexOf(' ');
    return [line.slice(0, space), line.slice(space + 1)] as const;
  });
  const paths = Map.groupBy(pairs, ([path]) => path);
  return new Map([...paths].map(([path, found]) => [path, found.map(([, kind]) => kind)]));
}

/** Whether a container above holds nothing, is null or is not there: that one is the finding, if any. */
function isBelowEmpty(path: string, kinds: ReadonlyMap<string, readonly string[]>): boolean {
  const segments = path.split('/');
  for (let length = 1; length < segments.length; length += 1) {
    const above = segments.slice(0, length).join('/');
    const found = kinds.get(above);
    if (!found?.some((kind) => kind === 'object' || kind === 'array')) return true;
    if (segments[length] === '*' && !hasItems(above, kinds)) return true;
  }
  return false;
}

function hasItems(path: string, kinds: ReadonlyMap<string, readonly string[]>): boolean {
  return kinds.has(`${path}/*`);
}

function pathDrift(
  where: string,
  wanted: readonly string[] | undefined,
  seen: readonly string[] | undefined,
): DriftFinding[] {
  if (!seen)
    return [{ where, kind: 'key missing', expected: spokenKinds(wanted ?? []), observed: 'no such key' }];
  if (!wanted) return [{ where, kind: 'key new', expected: 'no such key', observed: spokenKinds(seen) }];
  const known = new Set(wanted.filter((kind) => kind !== 'null').map(comparable));
  const strange = seen.filter((kind) => kind !== 'null' && !isKnown(comparable(kind), known));
  if (known.size === 0 || strange.length === 0) return [];
  return [{ where, kind: 'type', expected: spokenKinds(wanted), observed: spokenKinds(strange) }];
}

/** A text is judged by its format only against another that has one. */
function isKnown(kind: string, known: ReadonlySet<string>): boolean {
  if (known.has(kind)) return true;
  if (!isText(kind)) return false;
  const texts = [...known].filter(isText);
  return texts.length > 0 && (!hasFormat(kind) || !texts.every(hasFormat));
}

function isText(kind: string): boolean {
  return /^(?:empty )?text\b/.test(kind);
}

function hasFormat(kind: string): boolean {
  return /^text .*9/.test(kind);
}

/** How long a number in a text is says nothing of the wire. */
function comparable(kind: string): string {
  return kind === 'true' || kind === 'false' ? 'boolean' : kind.replaceAll(/9+/g, '9');
}

function spokenKinds(kinds: readonly string[]): string {
  return [...new Set(kinds.map(comparable))].join(' or ');
}

function feedDrift(expected: ObservedFeed | undefined, actual: ObservedFeed | undefined): Part {
  if (!expected || !actual) return skipped('feed', 'no socket was opened');
  if (actual.packets.length === 0)
    return skipped('feed', `no packet arrived in ${actual.listenedMs / 1000} s: is the market open?`);
  const strange = actual.packets.filter((packet) => !expected.packets.includes(packet));
  const packets: DriftFinding[] =
    strange.length === 0
      ? []
      : [
          {
            where: 'feed',
            kind: 'packets',
            expected: expected.packets.join(', '),
            observed: strange.join(', '),
          },
        ];
  const cadence = cadenceDrift(expected, actual);
  const time = tradeTimeDrift(expected, actual);
  return {
    drifts: [...packets, ...cadence.drifts, ...time.drifts],
    notJudged: [...cadence.notJudged, ...time.notJudged],
    isCompared: true,
  };
}

function cadenceDrift({ gapMs: wanted }: ObservedFeed, { gapMs: seen }: ObservedFeed): Part {
  if (wanted === undefined || seen === undefined)
    return skipped('feed cadence', 'too few packets of an index');
  if (seen < wanted * GAP_FACTOR && seen > wanted / GAP_FACTOR) return compared([]);
  const spoken = (gap: number): string => `a packet of an index every ${Math.round(gap)} ms`;
  return compared([{ where: 'feed', kind: 'cadence', expected: spoken(wanted), observed: spoken(seen) }]);
}

/** Both readings are told in half hours, which is what zones are made of. */
function tradeTimeDrift({ lttAheadMs: wanted }: ObservedFeed, { lttAheadMs: seen }: ObservedFeed): Part {
  if (wanted === undefined || seen === undefined) return skipped('feed trade time', 'no tick of an index');
  const shift = (ahead: number): number => Math.round(ahead / HALF_HOUR_MS) * HALF_HOUR_MS;
  if (shift(wanted) === shift(seen)) return compared([]);
  if (Math.abs(seen - shift(seen)) > TRADE_AGE_MS_MAX || Math.abs(seen) > 12 * HALF_HOUR_MS)
    return skipped('feed trade time', 'the last trade is old');
  const spoken = (ahead: number): string =>
    `${(shift(ahead) / (2 * HALF_HOUR_MS)).toFixed(1)} h ahead of UTC`;
  return compared([{ where: 'feed', kind: 'trade time', expected: spoken(wanted), observed: spoken(seen) }]);
}

function compared(drifts: readonly DriftFinding[]): Part {
  return { drifts, notJudged: [], isCompared: true };
}

function skipped(where: string, reason: string): Part {
  return { drifts: [], notJudged: [{ where, reason }], isCompared: false };
}
