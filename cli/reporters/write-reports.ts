import { writeFile } from 'node:fs/promises';
import { StoreError } from '#engine/errors.ts';
import type { ReportFormat } from '../option-values.ts';

/** Writes each asked-for format to its file, or to stdout when it names none. */
export async function writeReports(
  formats: readonly ReportFormat[],
  render: (format: string) => string,
): Promise<void> {
  for (const { format, path } of formats) {
    const text = render(format);
    const ended = text.endsWith('\n') ? text : `${text}\n`;
    if (path === undefined) process.stdout.write(ended);
    else await writeFileOrExplain(path, ended);
  }
}

async function writeFileOrExplain(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new StoreError(`cannot write the report to ${path}. Give a folder that exists and is writable.`, {
      cause,
    });
  }
}
