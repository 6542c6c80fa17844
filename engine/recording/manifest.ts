import { FORMAT_VERSION, WIRE_PROFILE_NAME } from './recording-format.ts';

/** What a recording says of itself before its first message: the attachment `manifest.json`. */
export interface RecordingManifest {
  /** `preopen-wire/1` */
  readonly format: string;
  /** The same in all files of one run; random. */
  readonly recordingId: string;
  /** 1 for the first file of a run, more after each rotation. */
  readonly part: number;
  /** Epoch ms on the recording's clock. */
  readonly startedAtMs: number;
  /** `wall`: this machine's time; `scenario`: the mock's own, of which log times are then made. */
  readonly clock: 'wall' | 'scenario';
  /** How far the exchange's `Date` was ahead of the recording's clock when the file was begun; null before its first answer. */
  readonly exchangeAheadMs: number | null;
  /** `mock`, `live`, or the origin of a URL. */
  readonly exchange: string;
  /** The scenario that the mock played, where it is known. */
  readonly scenario: string | null;
  /** The wire profile that the mock spoke, where it is known. */
  readonly wire: string | null;
  /** Ids of the faults that the mock had planned: what they did is in the recording. Absent where none is known of. */
  readonly faults?: readonly string[];
  readonly versions: Readonly<Record<'preopen' | 'node' | 'mcap', string>>;
}

/** The format string of this version. */
export const FORMAT = `${WIRE_PROFILE_NAME}/${FORMAT_VERSION}`;

/** What a recording is called: by its scenario where it has one. */
export function recordedName({
  scenario,
  exchange,
}: Pick<RecordingManifest, 'scenario' | 'exchange'>): string {
  return scenario ?? `recording of ${exchange}`;
}

/** The attachment's bytes. */
export function encodeManifest(manifest: RecordingManifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Reads the attachment; the error says what was expected and what was there, for the file's reader to say where and what to do. */
export function decodeManifest(
  bytes: Uint8Array,
): { readonly ok: true; readonly value: RecordingManifest } | { readonly ok: false; readonly error: string } {
  const parsed = parseObject(new TextDecoder().decode(bytes));
  if (!parsed) return { ok: false, error: 'expected a JSON object, was none' };
  const { format } = parsed;
  const [name, version] = typeof format === 'string' ? format.split('/') : [];
  if (name === WIRE_PROFILE_NAME && Number(version) > FORMAT_VERSION)
    return { ok: false, error: `expected format ${FORMAT}, was the newer ${String(format)}. Update preopen` };
  if (format !== FORMAT) return { ok: false, error: `expected format ${FORMAT}, was ${shown(format)}` };
  for (const [field, isRight] of Object.entries(FIELDS))
    if (!isRight(parsed[field])) return { ok: false, error: `field ${field}: was ${shown(parsed[field])}` };
  return { ok: true, value: parsed as unknown as RecordingManifest };
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isNullOr =
  (isRight: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === null || isRight(value);

const FIELDS: Readonly<Record<Exclude<keyof RecordingManifest, 'format'>, (value: unknown) => boolean>> = {
  recordingId: isText,
  part: isNumber,
  startedAtMs: isNumber,
  clock: (value) => value === 'wall' || value === 'scenario',
  exchangeAheadMs: isNullOr(isNumber),
  exchange: isText,
  scenario: isNullOr(isText),
  wire: isNullOr(isText),
  faults: (value) => value === undefined || (Array.isArray(value) && value.every(isText)),
  versions: (value) => typeof value === 'object' && value !== null,
};

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'missing';
}
