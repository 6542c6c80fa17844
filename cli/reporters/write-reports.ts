import { appendFile, writeFile } from 'node:fs/promises';
import { StoreError } from '#engine/errors.ts';
import type { ReportFormat } from '../option-values.ts';

/** Writes each asked-for format to its file, or to stdout when it names none. */
export async function writeReports(
  formats: readonly ReportFormat[],
  render: (format: string, path: string | undefined) => string,
): Promise<void> {
  for (const { format, path } of formats) {
    const text = render(format, path);
    const ended = text.endsWith('\n') ? text : `${text}\n`;
    if (path === undefined) process.stdout.write(ended);
    else await explained(path, () => writeFile(path, ended));
  }
}

/** Adds `text` at the end of a file. */
export async function appendToFile(path: string, text: string): Promise<void> {
  await explained(path, () => appendFile(path, text));
}

async function explained(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new StoreError(`cannot write the report to ${path}. Give a folder that exists and is writable.`, {
      cause,
    });
  }
}
