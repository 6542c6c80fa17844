/** Programs of the benchmark in processes of their own, each on one CPU, that talk in JSON lines. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The CPU of whoever is measured, and that of the other side. */
export const SERVER_CPU = 0;
export const CLIENT_CPU = 1;
export const PYTHON = '/usr/bin/python3';

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

let folder: string | undefined;

/** A temporary folder of this run, removed at its end. */
export function benchFolder(): string {
  if (folder) return folder;
  const created = mkdtempSync(join(tmpdir(), 'preopen-bench-'));
  process.once('exit', () => rmSync(created, { recursive: true, force: true }));
  folder = created;
  return created;
}

export function hasProgram(command: string, args: readonly string[] = ['--version']): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).error === undefined;
}

export function hasPythonModules(names: readonly string[]): boolean {
  return spawnSync(PYTHON, ['-c', `import ${names.join(', ')}`], { stdio: 'ignore' }).status === 0;
}

/** Path of a file in test/bench. */
export function benchFile(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Compiles a C peer once a run, with `flags` after the usual ones. Errors: Error with the compiler's words. */
export function compiledPeer(name: string, flags: readonly string[] = []): string {
  const program = join(benchFolder(), name);
  const { status, stderr } = spawnSync(
    'gcc',
    ['-O3', '-Wall', '-Wextra', '-o', program, benchFile(`peers/${name}.c`), ...flags],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`compiling ${name}.c ended with ${status}: ${stderr}`);
  return program;
}

/** A started program and the JSON lines it prints. */
export interface PinnedProcess {
  /** The next line. Errors: Error with what the program wrote to stderr when it ends first. */
  next<Line>(): Promise<Line>;
  /** Ends it, if it has not ended, and waits for that. */
  stop(): Promise<void>;
}

/** Starts `command` on one CPU (where taskset is there). */
export function startPinned(cpu: number, command: string, args: readonly string[]): PinnedProcess {
  const [program, ...words] = hasProgram('taskset')
    ? ['taskset', '-c', String(cpu), command, ...args]
    : [command, ...args];
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      running.delete(child);
      resolve();
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async next<Line>() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ${args.join(' ')} ended before it answered: ${errors}`);
      return JSON.parse(value) as Line;
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

/** Starts a TypeScript program of test/bench on one CPU. */
export function startPinnedNode(cpu: number, file: string, args: readonly string[]): PinnedProcess {
  return startPinned(cpu, process.execPath, [
    '--disable-warning=ExperimentalWarning',
    benchFile(file),
    ...args,
  ]);
}
