/** `preopen serve` in a child process, ready to be asked. */
import { readFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder, startPreopen } from '#test/support/preopen-command.ts';
import type { RunningCommand } from '#test/support/preopen-command.ts';

/** The keys of the ready file that tools rely on. */
export interface ReadyFile {
  readonly restUrl: string;
  readonly authUrl: string;
  readonly feedUrl: string;
  readonly controlUrl: string;
  readonly controlToken: string;
  readonly backendUrl: string | null;
  readonly backend: { readonly state: string; readonly cause?: readonly string[] } | null;
  readonly caFile: string | null;
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface ServedMock extends ReadyCommand {
  /** The backend's log. */
  readonly logFile: string;
}

/** A command that serves, and what its ready file says. */
export interface ReadyCommand extends RunningCommand {
  readonly ready: ReadyFile;
  readonly readyFile: string;
}

/** Starts `preopen serve ARGS` and waits for its ready file. Rejects with its stderr when it ends before. */
export async function serveMock(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ServedMock> {
  const folder = emptyFolder();
  const logFile = join(folder, 'backend.log');
  return { ...(await startReady('serve', ['--log-file', logFile, ...args], folder, env)), logFile };
}

/** Starts `preopen VERB ARGS` in `folder` and waits for its ready file. Rejects with its stderr when it ends before. */
export async function startReady(
  verb: 'serve' | 'record',
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ReadyCommand> {
  const readyFile = join(folder, `${verb}-ready.json`);
  const command = startPreopen([verb, '--ready-file', readyFile, ...args], { cwd: folder, env });
  const endedFirst = command.ended.then(({ stderr }) => {
    throw new Error(`${verb} ended before it was ready:\n${stderr}`);
  });
  await Promise.race([appeared(folder, readyFile), endedFirst]);
  const ready = JSON.parse(await readFile(readyFile, 'utf8')) as ReadyFile;
  return { ...command, ready, readyFile };
}

function appeared(folder: string, file: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(file)) return;
      watcher.close();
      resolve();
    });
  });
}
