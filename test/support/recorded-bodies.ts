/** Recorded REST bodies of the real exchange: those under test/golden/dhan-http, and those of a data folder where there is one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A row of index.json beside the bodies. */
export interface RecordedBody {
  readonly file: string;
  readonly method: string;
  readonly uri: string;
  readonly request_body: string;
  readonly status: number;
  readonly recorded_at: string;
  readonly likely_handwritten_stub: boolean;
  readonly source_repo: string;
  readonly source_commit: string;
  readonly source_path: string;
  readonly licence: string;
}

export interface RecordedText extends RecordedBody {
  readonly text: string;
}

const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The bodies committed with this project. */
export function goldenBodies(): RecordedText[] {
  return readBodies(join(projectRoot, 'test/golden/dhan-http'));
}

/** The genuine bodies of the data folder that are not committed; undefined where there is no such folder. */
export function dataFolderBodies(): RecordedText[] | undefined {
  const samples = sampleFolder();
  if (samples === undefined) return undefined;
  const committed = new Set(goldenBodies().map(({ file }) => file));
  return readBodies(samples).filter((body) => !committed.has(body.file));
}

/** Every genuine body of any tier, committed or in the data folder. */
export function genuineBodies(): RecordedText[] {
  return committedAndOthers(() => true);
}

/** Every genuine body of the Java tier, committed or in the data folder; the legacy charts paths write another tier's. */
export function javaTierBodies(): RecordedText[] {
  return committedAndOthers(isJavaTier);
}

/** `dhan-samples` in `PREOPEN_DATA_DIR`, or in ../shared/data beside the project; undefined when neither has it. */
export function sampleFolder(): string | undefined {
  return [process.env['PREOPEN_DATA_DIR'], join(projectRoot, '../shared/data')]
    .map((folder) => folder && join(folder, 'dhan-samples'))
    .find((samples) => samples && existsSync(join(samples, 'index.json')));
}

/** Whether a body belongs to a route this project serves or reads, errors included. */
export function isCovered({ file }: Pick<RecordedBody, 'file'>): boolean {
  return /^(POST_optionchain_|POST_marketfeed_|GET_profile_|(GET|POST|PUT)_\w+_4\d\d_)/.test(file);
}

export function isFreeAndGenuine(body: Pick<RecordedBody, 'licence' | 'likely_handwritten_stub'>): boolean {
  return body.licence === 'MIT' && !body.likely_handwritten_stub;
}

function isJavaTier({ file }: RecordedBody): boolean {
  return !/^POST_(optionchain|marketfeed)/.test(file);
}

function committedAndOthers(isWanted: (body: RecordedBody) => boolean): RecordedText[] {
  const golden = readBodies(join(projectRoot, 'test/golden/dhan-http'), isWanted);
  const samples = sampleFolder();
  const known = new Set(golden.map(({ file }) => file));
  const others = samples === undefined ? [] : readBodies(samples, isWanted);
  return [...golden, ...others.filter(({ file }) => !known.has(file))];
}

function readBodies(folder: string, isWanted: (body: RecordedBody) => boolean = isCovered): RecordedText[] {
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as RecordedBody[];
  return index
    .filter((body) => isWanted(body) && !body.likely_handwritten_stub)
    .map((body) => ({ ...body, text: readFileSync(join(folder, body.file), 'utf8') }));
}
