/** Every outgoing call of a rehearsed backend, in the order of their beginnings: as JSON lines in a file, and counted by host. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { StoreError } from '#engine/errors.ts';
import { istIso } from '#engine/market/ist-time.ts';
import { shownTarget } from './shown-target.ts';

/** A call when it begins. */
export interface OutgoingCall {
  /** The HTTP method, `UPGRADE` (WebSocket), `CONNECT` (a connection whose content is not ours to see), `LOOKUP` (a name) or `DATAGRAM`. */
  readonly method: string;
  readonly host: string;
  /** Path and query, as they came; secrets are masked before anything is kept. */
  readonly target?: string;
  /** `hook`: redirected inside the program; `proxy`: by HTTPS_PROXY. */
  readonly through: 'hook' | 'proxy';
}

/** How it went on. `answered` by the mock; `unanswered`: somebody left before; `untrusted`: the client broke off the TLS handshake. */
export type Outcome =
  | { readonly outcome: 'answered'; readonly status: number }
  | { readonly outcome: 'unanswered' | 'untrusted' | 'allowed' | 'refused' };

/** Calls of one host. */
export interface HostCount {
  readonly host: string;
  readonly outcome: Outcome['outcome'];
  readonly calls: number;
}

export interface CallList {
  /** Notes the beginning; what it returns is told the outcome. */
  begin(call: OutgoingCall): (outcome: Outcome) => void;
  /** By host and outcome, in the order of their first calls. */
  counts(): readonly HostCount[];
  /** Writes what is still open as unanswered, and closes the file. */
  close(): void;
}

/** Calls that may wait for an earlier one's answer before they are written; then that one counts as unanswered. */
const WAITING_MAX = 1000;
/** Hosts counted by name; a program that asks for random names fills no memory. */
const HOSTS_MAX = 1000;

interface Entry {
  readonly line: Readonly<Record<string, unknown>>;
  outcome: Outcome | undefined;
}

/** `file`: where the lines go, if anywhere. Errors: StoreError when it cannot be written. */
export function createCallList(options: {
  readonly file: string | undefined;
  readonly scenarioNowMs: () => number;
  readonly wallNowMs: () => number;
}): CallList {
  const write = options.file === undefined ? undefined : openLines(options.file);
  const waiting: Entry[] = [];
  const counts = new Map<string, HostCount>();
  let sequence = 0;
  const flush = (isEnd: boolean): void => {
    for (;;) {
      const [entry] = waiting;
      const mustGo = isEnd || waiting.length > WAITING_MAX;
      if (!entry || (!entry.outcome && !mustGo)) return;
      waiting.shift();
      entry.outcome ??= { outcome: 'unanswered' };
      count(counts, String(entry.line['host']), entry.outcome.outcome);
      write?.line(JSON.stringify({ ...entry.line, status: null, ...entry.outcome }));
    }
  };
  return {
    begin({ method, host, target, through }) {
      sequence += 1;
      const line = {
        sequence,
        scenarioTime: istIso(options.scenarioNowMs()),
        wallTime: new Date(options.wallNowMs()).toISOString(),
        method,
        host,
        path: target === undefined ? null : shownTarget(target),
        through,
      };
      const entry: Entry = { line, outcome: undefined };
      waiting.push(entry);
      return (outcome) => {
        entry.outcome ??= outcome;
        flush(false);
      };
    },
    counts: () => [...counts.values()],
    close() {
      flush(true);
      write?.close();
    },
  };
}

function count(counts: Map<string, HostCount>, host: string, outcome: Outcome['outcome']): void {
  const key = `${outcome} ${host}`;
  const known = counts.get(key);
  if (known) counts.set(key, { ...known, calls: known.calls + 1 });
  else if (counts.size < HOSTS_MAX) counts.set(key, { host, outcome, calls: 1 });
}

function openLines(file: string): { line(text: string): void; close(): void } {
  try {
    const descriptor = openSync(file, 'w', 0o600);
    return {
      line: (text) => void writeSync(descriptor, `${text}\n`),
      close: () => closeSync(descriptor),
    };
  } catch (cause) {
    throw new StoreError(
      `cannot write the list of calls to ${file}. Give a folder that exists and is writable.`,
      { cause },
    );
  }
}
