/** Measurements of a report as its charts read them. */
import type { CheckResult, Measurement } from '#engine/verify/check.ts';

/** A measurement with the check it is of, and what its name says. */
export interface Figure {
  readonly check: CheckResult;
  readonly measurement: Measurement;
  /** The name without the subject: `legs priced`. */
  readonly what: string;
  /** Instrument or underlying that the figure is of, `NIFTY`. */
  readonly subject?: string;
  /** YYYY-MM-DD */
  readonly expiry?: string;
}

/** `legs priced NIFTY 2026-02-10`, `first tick NIFTY`. */
const OF_SUBJECT = /^(?<what>[^A-Z].*?) (?<subject>[A-Z][A-Z0-9&_:-]*)(?: (?<expiry>\d{4}-\d{2}-\d{2}))?$/;

export function figuresOf(checks: readonly CheckResult[]): readonly Figure[] {
  return checks.flatMap((check) =>
    check.measurements.map((measurement) => ({ check, measurement, ...namedParts(measurement.name) })),
  );
}

function namedParts(name: string): Pick<Figure, 'what' | 'subject' | 'expiry'> {
  const { what = name, subject, expiry } = OF_SUBJECT.exec(name)?.groups ?? {};
  return { what, ...(subject === undefined ? {} : { subject }), ...(expiry === undefined ? {} : { expiry }) };
}

const TIME_UNITS_MS: Partial<Readonly<Record<Measurement['unit'], number>>> = { ms: 1, s: 1000, min: 60_000 };

/** The value of a time in ms; undefined for everything else. */
function milliseconds({ value, unit }: Pick<Measurement, 'value' | 'unit'>): number | undefined {
  const factor = TIME_UNITS_MS[unit];
  return factor === undefined ? undefined : value * factor;
}

/** `80 ms`, `1.2 s`, `98.5 %`, `1,200`, `23,412.05 points`. */
export function spokenValue({ value, unit }: Pick<Measurement, 'value' | 'unit'>): string {
  const timeMs = milliseconds({ value, unit });
  if (timeMs !== undefined) return spokenMs(timeMs);
  if (unit === 'share') return `${decimals(value * 100, 1)} %`;
  return unit === 'count' ? decimals(value, 2) : `${decimals(value, 2)} ${unit}`;
}

/** `0.4 ms`, `80 ms`, `1.2 s`, `5.0 min` */
export function spokenMs(ms: number): string {
  if (ms < 1000) return `${decimals(ms, ms < 10 ? 1 : 0)} ms`;
  return ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

/** At most so many decimals, thousands parted by commas. */
function decimals(value: number, most: number): string {
  const [whole = '', fraction] = String(Number(value.toFixed(most))).split('.');
  const parted = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? parted : `${parted}.${fraction}`;
}
