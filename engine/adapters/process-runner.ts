import { constants } from 'node:os';
import { execa } from 'execa';
import { ConfigError } from '../errors.ts';

/** Signals that are passed on to a process and its children. */
export type PassedSignal = 'SIGINT' | 'SIGTERM' | 'SIGKILL';

/** How a process ended. */
export interface ProcessEnd {
  /** Its exit code; 128 and the signal's number where a signal ended it, as shells count. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | undefined;
}

/** A process with a process group of its own, so that its children are reached too. */
export interface RunningProcess {
  readonly ended: Promise<ProcessEnd>;
  /** Sends the signal to the process and every process it started that has not left the group; false when none is left. */
  signal(name: PassedSignal): boolean;
  /** True while the process or one it started is there. */
  isAnybodyLeft(): boolean;
}

/**
 * Starts a command without a shell. Its output goes to `onOutput`, or where ours goes. The terminal's Ctrl-C does not reach it by itself:
 * whoever starts it passes signals on, each exactly once.
 * Errors: ConfigError when the command cannot be started.
 */
export async function startProcess(options: {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly onOutput?: (chunk: Buffer) => void;
}): Promise<RunningProcess> {
  const [program, ...words] = options.command;
  const output = options.onOutput ? 'pipe' : 'inherit';
  const child = execa(program, words, {
    env: options.env,
    extendEnv: false,
    detached: process.platform !== 'win32',
    cleanup: false,
    reject: false,
    buffer: false,
    stdio: ['inherit', output, output],
  });
  if (child.pid === undefined) {
    const { code, shortMessage } = await child;
    throw startError(program, code ?? shortMessage ?? 'unknown reason');
  }
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => options.onOutput?.(chunk));
  const pid = child.pid;
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.nodeChildProcess.once('exit', (code, signal) => resolve(endOf(code, signal)));
  });
  return {
    ended,
    signal: (name) => signalGroup(pid, name),
    isAnybodyLeft: () => signalGroup(pid, 0),
  };
}

const START_REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'Check the spelling, and that it is on the PATH; shell words such as && need: sh -c "..."',
  EACCES: 'Make the file executable, or name its interpreter before it, such as: python3 FILE',
};

function startError(program: string, code: string): ConfigError {
  const reason = code === 'ENOENT' ? 'not found' : code === 'EACCES' ? 'not executable' : code;
  return new ConfigError(
    `run: expected a command that can be started, was "${program}" (${reason}). ${START_REMEDIES[code] ?? 'Start it by itself to see why.'}`,
  );
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
  if (signal === null) return { exitCode: code ?? 1, signal: undefined };
  return { exitCode: 128 + constants.signals[signal], signal };
}

function signalGroup(pid: number, name: PassedSignal | 0): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, name);
    return true;
  } catch {
    return false;
  }
}
