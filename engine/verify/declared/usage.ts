/** Memory and processor time of a process or a container, from look to look. */
import { MS_PER_SECOND } from '../../market/ist-time.ts';
import type { Finding } from './findings.ts';

export const BYTES_PER_MIB = 1024 * 1024;

/** What a suite asks of the use; all that is given must hold. */
export interface UsageLimits {
  readonly memoryMiBMax?: number | undefined;
  /** 100 is one core, busy all the time. */
  readonly cpuPercentMax?: number | undefined;
  /** Between the first look and this one; a single look proves nothing of it. */
  readonly memoryGrowthMiBMax?: number | undefined;
}

/** One look. */
export interface UsageSample {
  readonly atMs: number;
  readonly memoryBytes: number;
  /** Of one core, counted over a short while; undefined when nobody asked, or where the system does not tell. */
  readonly cpuPercent: number | undefined;
  /** Who was looked at: another process or container of the name begins anew. */
  readonly identity: string;
}

/** What a series of looks comes to. */
export interface UsageTrend {
  readonly looks: number;
  readonly last: UsageSample;
  readonly memoryBytesMax: number;
  readonly cpuPercentMax: number | undefined;
  /** Since the first look. */
  readonly growthBytes: number;
  /** Of the straight line that fits all looks best; undefined before there are two moments. */
  readonly bytesPerHour: number | undefined;
}

/** The looks at one process or container. Keeps sums, not the looks, so that it does not grow. */
export class UsageSeries {
  #first: UsageSample | undefined;
  #trend: UsageTrend | undefined;
  #sums = NO_SUMS;

  get trend(): UsageTrend | undefined {
    return this.#trend;
  }

  add(sample: UsageSample): UsageTrend {
    const isNew = this.#first === undefined || this.#first.identity !== sample.identity;
    const first = isNew ? sample : this.#first!;
    const before = isNew ? undefined : this.#trend;
    this.#first = first;
    this.#sums = withPoint(isNew ? NO_SUMS : this.#sums, {
      hours: (sample.atMs - first.atMs) / MS_PER_HOUR,
      bytes: sample.memoryBytes - first.memoryBytes,
    });
    this.#trend = {
      looks: this.#sums.count,
      last: sample,
      memoryBytesMax: Math.max(sample.memoryBytes, before?.memoryBytesMax ?? 0),
      cpuPercentMax: highest(before?.cpuPercentMax, sample.cpuPercent),
      growthBytes: sample.memoryBytes - first.memoryBytes,
      bytesPerHour: slopeOf(this.#sums),
    };
    return this.#trend;
  }
}

/** The series of all checks that look at the use, by check id, in the order they first did. */
export class UsageHistory {
  readonly #series = new Map<string, UsageSeries>();

  of(checkId: string): UsageSeries {
    const known = this.#series.get(checkId);
    if (known) return known;
    const series = new UsageSeries();
    this.#series.set(checkId, series);
    return series;
  }

  trends(): readonly (readonly [checkId: string, trend: UsageTrend])[] {
    return [...this.#series].flatMap(([id, { trend }]) => (trend ? [[id, trend] as const] : []));
  }
}

/** True when the suite asks about the use at all. */
export function asksUsage({ memoryMiBMax, cpuPercentMax, memoryGrowthMiBMax }: UsageLimits): boolean {
  return memoryMiBMax !== undefined || cpuPercentMax !== undefined || memoryGrowthMiBMax !== undefined;
}

/** What the limits found of the last look; `remedy` shows more. */
export function usageFindings(limits: UsageLimits, trend: UsageTrend, remedy: string): Finding[] {
  const { memoryMiBMax, cpuPercentMax, memoryGrowthMiBMax } = limits;
  return [
    ...(memoryMiBMax === undefined ? [] : [memoryFinding(memoryMiBMax, trend.last.memoryBytes, remedy)]),
    ...(cpuPercentMax === undefined ? [] : [cpuFinding(cpuPercentMax, trend.last.cpuPercent, remedy)]),
    ...(memoryGrowthMiBMax === undefined ? [] : [growthFinding(memoryGrowthMiBMax, trend, remedy)]),
  ];
}

/** `memory 312 MiB (max 340, +12 MiB/h), cpu 14 % (max 60)` */
export function spokenTrend(trend: UsageTrend): string {
  const { last, memoryBytesMax, cpuPercentMax, bytesPerHour } = trend;
  const slope = bytesPerHour === undefined ? '' : `, ${signed(mib(bytesPerHour))} MiB/h`;
  const memory = `memory ${mib(last.memoryBytes)} MiB (max ${mib(memoryBytesMax)}${slope})`;
  const cpu =
    last.cpuPercent === undefined
      ? ''
      : `, cpu ${Math.round(last.cpuPercent)} % (max ${Math.round(cpuPercentMax ?? last.cpuPercent)})`;
  return memory + cpu;
}

const MS_PER_HOUR = 3600 * MS_PER_SECOND;

/** Of the points of a line through the first look. */
interface Sums {
  readonly count: number;
  readonly hours: number;
  readonly bytes: number;
  readonly hoursHours: number;
  readonly hoursBytes: number;
}

const NO_SUMS: Sums = { count: 0, hours: 0, bytes: 0, hoursHours: 0, hoursBytes: 0 };

function withPoint(sums: Sums, { hours, bytes }: { readonly hours: number; readonly bytes: number }): Sums {
  return {
    count: sums.count + 1,
    hours: sums.hours + hours,
    bytes: sums.bytes + bytes,
    hoursHours: sums.hoursHours + hours * hours,
    hoursBytes: sums.hoursBytes + hours * bytes,
  };
}

function slopeOf({ count, hours, bytes, hoursHours, hoursBytes }: Sums): number | undefined {
  const spread = count * hoursHours - hours * hours;
  return spread > 0 ? (count * hoursBytes - hours * bytes) / spread : undefined;
}

function highest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

function memoryFinding(mostMiB: number, bytes: number, remedy: string): Finding {
  return {
    expected: `at most ${mostMiB} MiB`,
    observed: `${mib(bytes)} MiB`,
    isFault: bytes > mostMiB * BYTES_PER_MIB,
    remedy: `Look for what it keeps, or restart it: ${remedy}`,
    measurement: {
      name: 'memory',
      value: bytes,
      unit: 'bytes',
      limit: { kind: 'max', value: mostMiB * BYTES_PER_MIB },
    },
  };
}

function cpuFinding(mostPercent: number, percent: number | undefined, remedy: string): Finding {
  const expected = `at most ${mostPercent} % of a core`;
  if (percent === undefined)
    return {
      expected,
      observed: 'this system does not tell how busy a process is',
      isFault: true,
      remedy: 'Leave cpuPercentMax out on this system.',
    };
  return {
    expected,
    observed: `${Math.round(percent)} % of a core`,
    isFault: percent > mostPercent,
    remedy: `Look what it does: ${remedy}`,
    measurement: {
      name: 'cpu of a core',
      value: percent / 100,
      unit: 'share',
      limit: { kind: 'max', value: mostPercent / 100 },
    },
  };
}

/** A first look has nothing to compare with, which is no fault: only a watch can judge growth. */
function growthFinding(mostMiB: number, { looks, growthBytes }: UsageTrend, remedy: string): Finding {
  const expected = `at most ${mostMiB} MiB more than at the first look`;
  if (looks < 2)
    return { expected, observed: 'its growth is not known from one look (--watch)', isFault: false };
  return {
    expected,
    observed: `${signed(mib(growthBytes))} MiB in ${looks} looks`,
    isFault: growthBytes > mostMiB * BYTES_PER_MIB,
    remedy: `It keeps what it should let go: ${remedy}`,
    measurement: {
      name: 'memory growth',
      value: growthBytes,
      unit: 'bytes',
      limit: { kind: 'max', value: mostMiB * BYTES_PER_MIB },
    },
  };
}

function mib(bytes: number): number {
  return Math.round(bytes / BYTES_PER_MIB);
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
