/** The JSON at the head of a tape: what its ticks are told of, and what the tape was compiled from. */
import { EXCHANGE_SEGMENT_CODES } from '../../market/instrument.ts';
import type { InstrumentKey } from '../../ports.ts';
import { TAPE_COLUMNS } from './block-columns.ts';
import type { TickDay } from './tick-chunk.ts';

export interface TapeHead extends TickDay {
  /** Digest of all that decided the ticks. A tape whose source has another digest is stale. */
  readonly source: string;
}

/** More instruments than an exchange lists; a reader keeps a number for each. */
const INSTRUMENTS_MAX = 1_000_000;

export function encodeTapeHead({ source, startMs, instruments }: TapeHead): Uint8Array {
  const listed = instruments.map(({ exchangeSegment, securityId }) => [exchangeSegment, securityId]);
  return new TextEncoder().encode(
    JSON.stringify({ source, startMs, columns: TAPE_COLUMNS, instruments: listed }),
  );
}

/** Throws (SyntaxError, RangeError) with the field and the reason on bytes that are no head this version can read. */
export function decodeTapeHead(bytes: Uint8Array): TapeHead {
  const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  const { source, startMs, columns, instruments } = (json ?? {}) as Record<string, unknown>;
  if (typeof source !== 'string') throw new RangeError('source is no text');
  if (typeof startMs !== 'number' || !Number.isSafeInteger(startMs))
    throw new RangeError('startMs is no whole number');
  assertColumns(columns);
  if (!Array.isArray(instruments)) throw new RangeError('instruments is no list');
  if (instruments.length > INSTRUMENTS_MAX)
    throw new RangeError(`instruments holds ${instruments.length}, more than ${INSTRUMENTS_MAX}`);
  return { source, startMs, instruments: instruments.map(readInstrument) };
}

function assertColumns(columns: unknown): void {
  if (!Array.isArray(columns)) throw new RangeError('columns is no list');
  const known: readonly unknown[] = TAPE_COLUMNS;
  const unknown = columns.find((column) => !known.includes(column));
  if (unknown !== undefined)
    throw new RangeError(
      `columns holds the unknown column ${JSON.stringify(unknown)}, not only ${TAPE_COLUMNS.join(', ')}`,
    );
  if (columns.join() !== TAPE_COLUMNS.join())
    throw new RangeError(`columns is ${columns.join(', ')} instead of ${TAPE_COLUMNS.join(', ')}`);
}

function readInstrument(entry: unknown, position: number): InstrumentKey {
  const [exchangeSegment, securityId] = Array.isArray(entry) ? (entry as unknown[]) : [];
  if (typeof exchangeSegment !== 'string' || !(exchangeSegment in EXCHANGE_SEGMENT_CODES))
    throw new RangeError(`instruments[${position}] has no exchange segment`);
  if (typeof securityId !== 'number' || !Number.isSafeInteger(securityId))
    throw new RangeError(`instruments[${position}] has no security id`);
  return { exchangeSegment: exchangeSegment as InstrumentKey['exchangeSegment'], securityId };
}
