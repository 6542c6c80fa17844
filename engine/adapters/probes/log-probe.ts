import { open } from 'node:fs/promises';
import { ConfigError } from '../../errors.ts';
import type { Clock } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import { marketMoment } from '../../verify/market-moment.ts';
import { shellWord } from '../../verify/declared/shown-address.ts';
import { bodyExcerpt } from '../../verify/redact.ts';
import type { LogTarget, MarketNow } from '../../verify/targets.ts';
import { once } from './asked-once.ts';
import { splitCommand } from './split-command.ts';

/** Only the last part of a longer log is judged: the last start and what came after it. */
const LOG_BYTES_MAX = 16 * 1024 * 1024;
const COMMAND_TIMEOUT_MS = 10_000;

/** A log to judge: a file, or the output of a command such as `docker logs tv-backend`. */
export type LogSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command'; readonly command: string; readonly timeoutMs?: number };

/** Which log, and whose time it is judged by. */
export interface LogProbeOptions {
  readonly source: LogSource;
  readonly clock: Clock;
  /** The market at the time of the backend that writes the log; our own clock's unless told. */
  readonly market?: MarketNow;
}

/**
 * Reads a backend's log once. A file that cannot be read, or a command that cannot be run or prints nothing, is ProbeUnreachable.
 * Errors: ConfigError for a command whose words cannot be split.
 */
export function createLogProbe({ source, clock, market }: LogProbeOptions): LogTarget {
  return {
    source: source.kind === 'file' ? source.path : source.command,
    market: market ?? (async (exchange) => marketMoment(exchange, clock.nowMs())),
    lines: once(() => readLogLines(source)),
  };
}

/** The lines of a log, without their ends; with a `prefix`, the words of a command that leads inside, as it is there. Errors as of the probe. */
export async function readLogLines(
  source: LogSource,
  prefix: readonly string[] = [],
): Promise<readonly string[]> {
  if (source.kind === 'command')
    return linesOf(await runCommand([...prefix, ...wordsOf(source.command)], source.timeoutMs));
  if (prefix.length === 0) return linesOf(await readFile(source.path));
  return linesOf(await runCommand([...prefix, 'tail', '-c', String(LOG_BYTES_MAX), source.path]));
}

function wordsOf(command: string): readonly string[] {
  const words = splitCommand(command);
  if (words.length > 0) return words;
  throw new ConfigError(
    'the command of the log: expected a program, was empty. Give one, such as "docker logs NAME".',
  );
}

async function readFile(path: string): Promise<string> {
  try {
    return await tailOf(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new ProbeUnreachable(
      `the log cannot be read: ${reason}`,
      `Give the log that is written: ls -l "${path}". A container's log is read by a command, such as "docker logs NAME".`,
      { cause: error },
    );
  }
}

async function tailOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Math.min(size, LOG_BYTES_MAX);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position: size - length });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Runs the command without a shell, so that nothing in it is expanded. A command that follows a log (`tail -f`) never ends: what it
 * printed until the timeout is judged. Both outputs count, because Python logs to stderr.
 */
async function runCommand(
  [program = '', ...words]: readonly string[],
  timeoutMs = COMMAND_TIMEOUT_MS,
): Promise<string> {
  const { execa } = await import('execa');
  const result = await execa(program, words, {
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    maxBuffer: LOG_BYTES_MAX,
    stripFinalNewline: false,
  });
  const output = result.all ?? '';
  if (output.trim() === '' || (result.failed && !result.timedOut && !result.isMaxBuffer))
    throw commandFailure(
      [program, ...words].map(shellWord).join(' '),
      output,
      result.shortMessage ?? 'it printed nothing',
    );
  return output;
}

function commandFailure(command: string, output: string, reason: string): ProbeUnreachable {
  const printed = output.trim() === '' ? '' : `; it printed: ${bodyExcerpt(output)}`;
  return new ProbeUnreachable(
    `the log command gave no log: ${bodyExcerpt(reason, 160)}${printed}`,
    `Run it yourself: ${bodyExcerpt(command, 160)} (it runs without a shell: no pipes, no variables).`,
  );
}

/** Windows writes \r\n, and a terminal's progress a lone \r. */
function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/).filter((line) => line !== '');
}
