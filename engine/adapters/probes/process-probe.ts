import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../ports.ts';
import type {
  ProcessDeclaration,
  ProcessFacts,
  ProcessProbe,
  RunningProcess,
} from '../../verify/declared/process-check.ts';
import { reasonOf } from './connection-failure.ts';
import { readLinuxProcess, readUptime } from './linux-process.ts';
import type { ListedProcess } from './listed-process.ts';
import { PS_WORDS, readPs } from './ps-list.ts';
import { readTasklist } from './tasklist.ts';

/** How long processor time is counted, once in a look. */
const CPU_MS = 1000;

/** Where processes are listed. */
export interface ProcessSource {
  /** With the PID of the one that lists: it, and those that started it, are none of the target's. */
  readonly list: () => Promise<{
    readonly processes: readonly ListedProcess[];
    readonly ownPid: number | undefined;
  }>;
  readonly read: (file: string) => Promise<string>;
}

/** This machine: /proc on Linux, tasklist on Windows, ps elsewhere. */
export const thisMachine: ProcessSource = {
  list: async () => ({ processes: await listProcesses(), ownPid: process.pid }),
  read: (file) => readFile(file, 'utf8'),
};

/** Looks for processes at the source; with a limit on processor time it looks twice, a second apart. */
export function createProcessProbe(source: ProcessSource, clock: Clock): ProcessProbe {
  return {
    async find(declaration): Promise<ProcessFacts> {
      const { pidFile } = declaration;
      const pid = pidFile === undefined ? declaration.pid : await pidIn(pidFile, source);
      if (typeof pid === 'string') return { kind: 'noPid', reason: pid };
      const before = declaration.cpuPercentMax === undefined ? [] : await found(declaration, pid, source);
      const beforeMs = performance.now();
      if (before.length > 0) await pause(CPU_MS);
      const processes = await found(declaration, pid, source);
      const passedMs = performance.now() - beforeMs;
      return {
        kind: 'processes',
        processes: before.length === 0 ? processes : withCpu(processes, before, passedMs),
        atMs: clock.nowMs(),
      };
    },
  };
}

async function found(
  declaration: ProcessDeclaration,
  pid: number | undefined,
  source: ProcessSource,
): Promise<readonly ListedProcess[]> {
  const { processes, ownPid } = await source.list();
  const own = ancestry(processes, ownPid);
  return processes.filter(
    (listed) => fits(declaration, listed) && (pid === undefined ? !own.has(listed.pid) : listed.pid === pid),
  );
}

/** One that was not there before has no figure. */
function withCpu(
  processes: readonly ListedProcess[],
  before: readonly ListedProcess[],
  passedMs: number,
): readonly RunningProcess[] {
  const earlier = new Map(before.map(({ pid, cpuMs }) => [pid, cpuMs]));
  return processes.map((listed) => {
    const { pid, cpuMs } = listed;
    const from = earlier.get(pid);
    const cpuPercent =
      cpuMs === undefined || from === undefined ? undefined : ((cpuMs - from) / passedMs) * 100;
    return { ...listed, cpuPercent };
  });
}

async function listProcesses(): Promise<readonly ListedProcess[]> {
  if (process.platform === 'linux') return linuxProcesses();
  const { execa } = await import('execa');
  if (process.platform === 'win32')
    return readTasklist((await execa('tasklist', ['/fo', 'csv', '/nh'])).stdout);
  return readPs((await execa('ps', PS_WORDS)).stdout);
}

/** The PID in a file, or why there is none. */
async function pidIn(file: string, source: ProcessSource): Promise<number | string> {
  try {
    const text = await source.read(file);
    const [digits] = /^\s*\d+/.exec(text) ?? [];
    return digits === undefined ? `${file} holds no PID` : Number(digits);
  } catch (error) {
    return `the PID file cannot be read: ${reasonOf(error)}`;
  }
}

function fits({ name, matches }: ProcessDeclaration, listed: ListedProcess): boolean {
  const words = listed.commandLine.split('\0');
  const names = [listed.name, ...words.slice(0, 2).map(baseName)];
  const isNamed = name === undefined || names.some((candidate) => withoutExe(candidate) === withoutExe(name));
  return isNamed && (matches === undefined || new RegExp(matches, 'u').test(words.join(' ').trim()));
}

/** The program, and the script that an interpreter runs: `/usr/bin/python3 /app/bin/uvicorn` is uvicorn too. */
function baseName(word: string): string {
  return word.replace(/^.*[/\\]/, '');
}

function withoutExe(name: string): string {
  return name.replace(/\.exe$/i, '');
}

function ancestry(all: readonly ListedProcess[], pid: number | undefined): ReadonlySet<number> {
  const own = new Set<number>();
  for (let next = pid; next !== undefined && !own.has(next);) {
    own.add(next);
    next = all.find((listed) => listed.pid === next)?.parentPid;
  }
  return own;
}

async function linuxProcesses(): Promise<readonly ListedProcess[]> {
  const upSeconds = readUptime(await readFile('/proc/uptime', 'utf8'));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const listed = await Promise.all(pids.map((pid) => linuxProcess(pid, upSeconds)));
  return listed.filter((one) => one !== undefined).sort((a, b) => a.pid - b.pid);
}

/** Undefined for a zombie, and for what ended while we read. */
async function linuxProcess(pid: string, upSeconds: number): Promise<ListedProcess | undefined> {
  const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'utf8');
  try {
    const files = {
      stat: await read('stat'),
      status: await read('status'),
      cmdline: await read('cmdline'),
    };
    return readLinuxProcess(files, upSeconds);
  } catch {
    return undefined;
  }
}
