import { performance } from 'node:perf_hooks';

/** How a program ended, and what it wrote. */
export interface ProgramEnd {
  /** Undefined when a signal or the time limit ended it, and when it could not be started. */
  readonly exitCode: number | undefined;
  /** Why it could not be started, such as that there is no such program; undefined when it was. */
  readonly startFault: string | undefined;
  readonly signal: string | undefined;
  readonly isTooLate: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** How a program is run. */
export interface RunningOptions {
  /** What stdin holds; nothing unless given. */
  readonly input?: string;
  readonly timeoutMs: number;
  /** Of stdout; `latin1` keeps every byte as one character. UTF-8 unless given. */
  readonly encoding?: 'utf8' | 'latin1';
}

const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** Runs a program to its end without a shell, so that nothing in its words is expanded. */
export async function runProgram(words: readonly string[], options: RunningOptions): Promise<ProgramEnd> {
  const [program = '', ...rest] = words;
  const { execa } = await import('execa');
  const startedMs = performance.now();
  const result = await execa(program, rest, {
    reject: false,
    timeout: options.timeoutMs,
    forceKillAfterDelay: 500,
    maxBuffer: OUTPUT_BYTES_MAX,
    encoding: options.encoding ?? 'utf8',
    stripFinalNewline: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
  });
  const isStarted =
    result.exitCode !== undefined || result.signal !== undefined || result.timedOut || result.isMaxBuffer;
  return {
    exitCode: result.timedOut || result.isMaxBuffer ? undefined : result.exitCode,
    startFault: isStarted ? undefined : (result.originalMessage ?? 'unknown reason'),
    signal: result.signal,
    isTooLate: result.timedOut,
    stdout: result.stdout,
    stderr: result.stderr,
    tookMs: performance.now() - startedMs,
  };
}
