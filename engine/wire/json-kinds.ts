/**
 * The shape of a JSON text: one line per value, `path kind`, where numbers are `integer` or `decimal` as written in the bytes, which
 * JSON.parse would lose (`1.0` and `1` are the same to it).
 */
export function jsonKinds(text: string): string[] {
  const reader = { text, at: 0 };
  const lines: string[] = [];
  readValue(reader, '', lines);
  return lines;
}

interface TextReader {
  readonly text: string;
  at: number;
}

function readValue(reader: TextReader, path: string, lines: string[]): void {
  skipSpace(reader);
  const start = reader.text[reader.at];
  if (start === '{') readMembers(reader, path, lines);
  else if (start === '[') readItems(reader, path, lines);
  else if (start === '"') {
    readToken(reader, STRING);
    lines.push(`${path} string`);
  } else if (/[tfn]/.test(start ?? '')) lines.push(`${path} ${readToken(reader, /true|false|null/y)}`);
  else lines.push(`${path} ${numberKind(readToken(reader, NUMBER))}`);
}

const STRING = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function numberKind(token: string): string {
  return /^-?\d+$/.test(token) ? 'integer' : 'decimal';
}

function readMembers(reader: TextReader, path: string, lines: string[]): void {
  lines.push(`${path} object`);
  readSeparated(reader, '}', () => {
    const key = readToken(reader, STRING).slice(1, -1);
    skipSpace(reader);
    readToken(reader, /:/y);
    readValue(reader, `${path}/${key}`, lines);
  });
}

function readItems(reader: TextReader, path: string, lines: string[]): void {
  lines.push(`${path} array`);
  let index = 0;
  readSeparated(reader, ']', () => {
    readValue(reader, `${path}/${index}`, lines);
    index += 1;
  });
}

function readSeparated(reader: TextReader, close: string, readOne: () => void): void {
  reader.at += 1;
  skipSpace(reader);
  while (reader.text[reader.at] !== close) {
    readOne();
    skipSpace(reader);
    if (reader.text[reader.at] === ',') reader.at += 1;
    else if (reader.text[reader.at] !== close) throw new Error(`expected , or ${close} at ${reader.at}`);
    skipSpace(reader);
  }
  reader.at += 1;
}

function readToken(reader: TextReader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const token = pattern.exec(reader.text)?.[0];
  if (token === undefined) throw new Error(`expected ${pattern.source} at ${reader.at}`);
  reader.at += token.length;
  return token;
}

function skipSpace(reader: TextReader): void {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at += 1;
}
