/** A YAML file with what is needed to say where in it a value stands. */
import { readFileSync } from 'node:fs';
import { LineCounter, isMap, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';

export interface YamlSource {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What a file is expected to hold, in words, and the error of a file that cannot be used. */
export interface YamlExpectation {
  readonly holds: string;
  readonly errorOf: (message: string, cause?: unknown) => Error;
}

/** Reads a file that holds a map. Errors: as `errorOf` makes them, with file, line and column. */
export function readYamlSource(file: string, { holds, errorOf }: YamlExpectation): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(readText(file, errorOf), { lineCounter: lines });
  const [problem] = document.errors;
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    const [message] = problem.message.split('\n');
    throw errorOf(`${file}:${line}:${col}: not YAML: ${message}`, problem);
  }
  if (!isMap(document.contents))
    throw errorOf(`${file}:1: expected a map with ${holds}; it holds something else.`);
  return { file, document, lines, value: document.toJS() as Record<string, unknown> };
}

const READ_ERRORS = new Map<unknown, string>([
  ['ENOENT', 'there is none'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'this user may not read it'],
]);

function readText(file: string, errorOf: YamlExpectation['errorOf']): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? READ_ERRORS.get(cause.code) : undefined;
    throw errorOf(`cannot read the file ${file}${reason ? `: ${reason}` : ''}. Check the path.`, cause);
  }
}

/** Where a value stands; `seen` is what is written there, when it is a plain value. */
export interface YamlPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly seen: string | undefined;
}

/** The deepest written ancestor of the field: in the first file that has it. */
export function locate(path: readonly PropertyKey[], sources: readonly YamlSource[]): YamlPlace {
  for (let depth = path.length; depth > 0; depth -= 1) {
    for (const { file, document, lines } of sources) {
      const node: unknown = document.getIn(path.slice(0, depth), true);
      const range = nodeRange(node);
      if (!range) continue;
      const seen = depth === path.length && isScalar(node) ? JSON.stringify(node.value) : undefined;
      const { line, col } = lines.linePos(range[0]!);
      return { file, line, column: col, seen };
    }
  }
  return { file: sources[0]!.file, line: 1, column: 1, seen: undefined };
}

/** Where a key stands, not its value; where the map stands when the key is not written. */
export function locateKey(path: readonly PropertyKey[], source: YamlSource): YamlPlace {
  const parent: unknown = source.document.getIn(path.slice(0, -1), true);
  const map = isMap(parent) ? parent : source.document.contents;
  const pair = isMap(map)
    ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined;
  const range = nodeRange(pair?.key);
  if (!range) return locate(path, [source]);
  const { line, col } = source.lines.linePos(range[0]!);
  return { file: source.file, line, column: col, seen: undefined };
}

function nodeRange(node: unknown): readonly number[] | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  return Array.isArray(node.range) ? (node.range as number[]) : undefined;
}
