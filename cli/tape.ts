/** A scenario's market as a tape in a file of its own: compiled when it is not there, is stale or is damaged, else only opened. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { FileSource } from '#engine/adapters/file-source.ts';
import { createNodeHasher } from '#engine/adapters/node-hasher.ts';
import { createZstdPacker } from '#engine/adapters/zstd-packer.ts';
import { RecordingError } from '#engine/errors.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import type { LogSink } from '#engine/ports.ts';
import type { TapeHead } from '#engine/replay/tape/tape-head.ts';
import { TapeWriter } from '#engine/replay/tape/tape-writer.ts';
import { Tape } from '#engine/replay/tape/tape.ts';
import type { TickStream } from '#engine/replay/tape/tick-chunk.ts';
import { MARKET_VERSION, MarketTicks } from '#mock-dhan/world/market-ticks.ts';
import { createWorld } from '#mock-dhan/world/world.ts';
import { loadRecording, locateScenario } from '#scenarios/catalogue.ts';
import type { LocatedScenario } from '#scenarios/catalogue.ts';
import { VERSION } from './version.ts';

/** Where tapes lie unless told otherwise, below the working folder. */
const TAPE_FOLDER = '.preopen/tapes';

/** A tape on disk. `using` closes its file. */
export interface OpenedTape extends Disposable {
  readonly file: string;
  readonly byteLength: number;
  readonly head: TapeHead;
  readonly tickCount: number;
  /** All ticks from the first, chunk by chunk; every call reads anew. */
  ticks(): TickStream;
}

/**
 * The ticks of a scenario's day, from its start to its end, as a compiled tape. The file is compiled anew when the scenario, its recording,
 * the seed, Preopen or its market has changed since, or when it is damaged; `log` is told why.
 * Errors: ScenarioError, RecordingError (the recording itself is damaged), the file system's when the folder cannot be written.
 */
export function openTape(
  scenario: string,
  options: { readonly seed?: number; readonly folder?: string; readonly log?: LogSink } = {},
): OpenedTape {
  const located = locateScenario(scenario);
  const seed = options.seed ?? located.scenario.seed;
  const folder = options.folder ?? TAPE_FOLDER;
  const file = join(folder, `${located.scenario.name}.seed-${seed}.tape`);
  const source = sourceDigest(located, seed);
  if (existsSync(file)) {
    try {
      return openFile(file, source);
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      options.log?.line('warn', `[WARN] Tape compiled anew: ${error.message}`);
    }
  }
  mkdirSync(folder, { recursive: true });
  compile(located, { seed, source, file });
  return openFile(file, source);
}

/** Errors: RecordingError when the file is damaged anywhere, or compiled from something else. */
function openFile(file: string, source: string): OpenedTape {
  const bytes = new FileSource(file);
  try {
    const tape = new Tape(bytes, { packer: createZstdPacker(), file });
    if (tape.head.source !== source)
      throw new RecordingError(`expected a tape of ${source}, was one of ${tape.head.source} (${file}).`);
    tape.verify();
    return {
      file,
      byteLength: bytes.byteLength,
      head: tape.head,
      tickCount: tape.tickCount,
      ticks: () => tape.ticks(),
      [Symbol.dispose]: () => bytes[Symbol.dispose](),
    };
  } catch (error) {
    bytes[Symbol.dispose]();
    throw error;
  }
}

interface Compilation {
  readonly seed: number;
  readonly source: string;
  readonly file: string;
}

/** Writes beside the file and moves it there when it is whole, so that no reader ever sees half a tape. */
function compile(located: LocatedScenario, { seed, source, file }: Compilation): void {
  const part = `${file}.${process.pid}.part`;
  try {
    writeTape(located, { seed, source, file: part });
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}

function writeTape(located: LocatedScenario, { seed, source, file }: Compilation): void {
  const { scenario, session } = loadRecording(located);
  const { date, startAt, endAt } = scenario.clock;
  const world = createWorld({ scenario, session, seed, isRaw: false });
  const ticks = new MarketTicks(world, {
    startMs: istToEpochMs(date, startAt),
    endMs: istToEpochMs(date, endAt),
  });
  const descriptor = openSync(file, 'w');
  try {
    const writer = new TapeWriter({
      head: { source, startMs: ticks.startMs, instruments: world.universe.instruments },
      packer: createZstdPacker(),
      write: (bytes) => writeSync(descriptor, bytes),
    });
    for (let chunk = ticks.next(); chunk; chunk = ticks.next()) writer.add(chunk);
    writer.end();
  } finally {
    closeSync(descriptor);
  }
}

/** Over all that decides the ticks: the scenario, its recording byte for byte, the seed, and the versions of Preopen and of its market's ticks. */
function sourceDigest({ scenario, recordingFile }: LocatedScenario, seed: number): string {
  const hasher = createNodeHasher();
  const sources = { version: VERSION, marketVersion: MARKET_VERSION, seed, scenario };
  hasher.update(new TextEncoder().encode(JSON.stringify(sources)));
  if (recordingFile !== undefined) hasher.update(readFileSync(recordingFile));
  return `sha256:${hasher.digestHex()}`;
}
