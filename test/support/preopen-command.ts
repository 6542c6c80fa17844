/** The built `preopen` binary as users run it, in an environment that holds nothing of the developer's. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.mjs', import.meta.url));
/** Variables that would steer the command, or colour its output. */
const FOREIGN_VARIABLE = /^(?:DHAN_|PREOPEN_|PLATFORM_|NO_COLOR$|FORCE_COLOR$|NODE_OPTIONS$)/;

export interface CommandResult {
  /** Undefined when a signal ended the process. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder; an empty one of its own unless given, so that no .env, database or configuration is found. */
  readonly cwd?: string;
  /** What stdin holds; an open pipe that says nothing unless given. */
  readonly stdin?: string | Uint8Array;
}

/** A command that still runs. */
export interface RunningCommand extends AsyncDisposable {
  /** Resolves when it has ended. Rejects when it printed a stack trace. */
  readonly ended: Promise<CommandResult>;
  /** Resolves with stderr so far once it contains `text`; rejects when the command ends without having said it. */
  said(text: string): Promise<string>;
  signal(name: 'SIGINT' | 'SIGTERM'): void;
}

/** Runs `preopen` to its end. Rejects when either stream shows a stack trace, whatever the test is about. */
export async function preopen(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return startPreopen(args, options).ended;
}

/** Starts `preopen` without waiting for its end. */
export function startPreopen(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const command = spawn(args, options);
  const ended = resultOf(command);
  ended.catch(() => undefined);
  return {
    ended,
    said: (text) => heard(command, ended, text),
    signal: (name) => void command.kill(name),
    async [Symbol.asyncDispose]() {
      command.kill('SIGTERM');
      await command;
    },
  };
}

/** A new empty folder under the system's temporary one. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'preopen-test-'));
}

type Process = ReturnType<typeof spawn>;

function spawn(args: readonly string[], { env = {}, cwd, stdin }: CommandOptions) {
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN_VARIABLE.test(name));
  return execa(process.execPath, [MAIN, ...args], {
    reject: false,
    extendEnv: false,
    forceKillAfterDelay: 5000,
    cwd: cwd ?? emptyFolder(),
    ...(stdin === undefined ? {} : { input: stdin }),
    env: { ...Object.fromEntries(own), ...env },
  });
}

async function resultOf(command: Process): Promise<CommandResult> {
  const { exitCode, stdout, stderr } = await command;
  for (const text of [stdout, stderr])
    if (/^ {4}at /m.test(text)) throw new Error(`a stack trace was printed:\n${text}`);
  return { exitCode, stdout, stderr };
}

async function heard(command: Process, ended: Promise<CommandResult>, text: string): Promise<string> {
  let soFar = '';
  const isSaid = new Promise<void>((resolve) => {
    command.stderr.on('data', (chunk: Buffer) => {
      soFar += chunk.toString('utf8');
      if (soFar.includes(text)) resolve();
    });
  });
  const result = await Promise.race([isSaid, ended]);
  if (result && !result.stderr.includes(text))
    throw new Error(`ended without saying "${text}":\n${result.stderr}`);
  return result?.stderr ?? soFar;
}
