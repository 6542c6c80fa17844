/** Comma-separated text read by column name, tolerant of quotes, CRLF, a byte order mark and a trailing comma. */

/** One line, split into its fields. */
export interface CsvRow {
  /** 1-based line in the text. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Where each wanted column is, or the names that the header lacks. */
export type CsvHeader<Name extends string> =
  | { readonly ok: true; readonly positions: Readonly<Record<Name, number>> }
  | { readonly ok: false; readonly missing: readonly Name[] };

/** Finds columns by name, wherever the file has them. */
export function findColumns<Name extends string>(
  header: readonly string[],
  wanted: readonly Name[],
): CsvHeader<Name> {
  const positions = wanted.map((name) => [name, header.indexOf(name)] as const);
  const missing = positions.filter(([, position]) => position < 0).map(([name]) => name);
  if (missing.length > 0) return { ok: false, missing };
  return { ok: true, positions: Object.fromEntries(positions) as Record<Name, number> };
}

/** Rows in order, the header among them; blank lines are skipped. A quoted field may hold commas, but no line break. */
export function* csvRows(text: string): Generator<CsvRow> {
  let line = 0;
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const content = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    line += 1;
    start = end + 1;
    if (content.trim() !== '') yield { line, fields: splitFields(content) };
  }
}

function splitFields(content: string): string[] {
  if (!content.includes('"')) return content.split(',');
  return [...content.matchAll(FIELD)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

/** A field at the start or after a comma: quoted with doubled quotes inside, or plain. */
const FIELD = /(?<=^|,)(?:"((?:[^"]|"")*)"|([^,]*))(?=,|$)/g;
