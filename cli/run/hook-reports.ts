/**
 * What the hooks inside the child say: one JSON line per connection they refused or let through. A file, because a program that is about to
 * end can still append to it, from whatever language, and because its line then stands there before the program's next call is made.
 */
import { closeSync, openSync, readSync } from 'node:fs';

/** One connection that did not go to the mock. */
export interface HookReport {
  readonly method: 'CONNECT' | 'LOOKUP' | 'DATAGRAM';
  readonly host: string;
  readonly outcome: 'refused' | 'allowed';
}

export interface HookReports {
  /** The reports that have come since the last call. */
  take(): readonly HookReport[];
  close(): void;
}

const READ_BYTES_MAX = 64 * 1024;
/** An unfinished line longer than this is none of ours. */
const LINE_CHARACTERS_MAX = 4096;

/** `file` must exist. */
export function readHookReports(file: string): HookReports {
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(READ_BYTES_MAX);
  let position = 0;
  let unfinished = '';
  return {
    take() {
      const reports: HookReport[] = [];
      for (;;) {
        const bytesRead = readSync(descriptor, buffer, 0, READ_BYTES_MAX, position);
        if (bytesRead === 0) return reports;
        position += bytesRead;
        const lines = (unfinished + buffer.toString('utf8', 0, bytesRead)).split('\n');
        unfinished = (lines.pop() ?? '').slice(-LINE_CHARACTERS_MAX);
        reports.push(...lines.flatMap(readReport));
      }
    },
    close: () => closeSync(descriptor),
  };
}

/** The child can write there too: what is no report is no report. */
function readReport(line: string): HookReport[] {
  try {
    const { method, host, outcome } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (method !== 'CONNECT' && method !== 'LOOKUP' && method !== 'DATAGRAM') return [];
    if (outcome !== 'refused' && outcome !== 'allowed') return [];
    return typeof host === 'string' ? [{ method, host: host.slice(0, 255), outcome }] : [];
  } catch {
    return [];
  }
}
