import { readFile, readdir } from 'node:fs/promises';
import { ProbeUnreachable } from '../../verify/check.ts';
import type { ProcessDeclaration, ProcessFacts, ProcessProbe } from '../../verify/declared/process-check.ts';
import { reasonOf } from './connection-failure.ts';
import type { ListedProcess } from './listed-process.ts';
import { readTasklist } from './tasklist.ts';

/** Lists this machine's processes: /proc on Linux, tasklist on Windows. Our own, and those that started it, are none of the target's. */
export const processProbe: ProcessProbe = {
  async find(declaration) {
    const pid = declaration.pidFile === undefined ? declaration.pid : await pidIn(declaration.pidFile);
    if (typeof pid === 'string') return { kind: 'noPid', reason: pid };
    const all = await listProcesses();
    const own = ancestry(all, process.pid);
    const processes = all.filter(
      (listed) =>
        fits(declaration, listed) && (pid === undefined ? !own.has(listed.pid) : listed.pid === pid),
    );
    return { kind: 'processes', processes } satisfies ProcessFacts;
  },
};

async function listProcesses(): Promise<readonly ListedProcess[]> {
  if (process.platform === 'linux') return linuxProcesses();
  if (process.platform !== 'win32')
    throw new ProbeUnreachable(
      `processes are not listed on ${process.platform}`,
      'Ask with a check of kind command instead, such as command: pgrep -f NAME.',
    );
  const { execa } = await import('execa');
  const { stdout } = await execa('tasklist', ['/fo', 'csv', '/nh']);
  return readTasklist(stdout);
}

/** The PID in a file, or why there is none. */
async function pidIn(file: string): Promise<number | string> {
  try {
    const text = await readFile(file, 'utf8');
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

function ancestry(all: readonly ListedProcess[], pid: number): ReadonlySet<number> {
  const own = new Set<number>();
  for (let next: number | undefined = pid; next !== undefined && !own.has(next);) {
    own.add(next);
    next = all.find((listed) => listed.pid === next)?.parentPid;
  }
  return own;
}

/** What the kernel counts process times in, a constant of its interface to programs. */
const TICKS_PER_SECOND = 100;

async function linuxProcesses(): Promise<readonly ListedProcess[]> {
  const upSeconds = Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const listed = await Promise.all(pids.map((pid) => linuxProcess(pid, upSeconds)));
  return listed.filter((found) => found !== undefined).sort((a, b) => a.pid - b.pid);
}

/** Undefined for a zombie, and for what ended while we read. */
async function linuxProcess(pid: string, upSeconds: number): Promise<ListedProcess | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    // The name stands in parentheses and may hold blanks and parentheses itself.
    const end = stat.lastIndexOf(')');
    const fields = stat.slice(end + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return {
      pid: Number(pid),
      parentPid: Number(fields[1]),
      name: stat.slice(stat.indexOf('(') + 1, end),
      commandLine,
      upForMs: (upSeconds - Number(fields[19]) / TICKS_PER_SECOND) * 1000,
      memoryBytes: Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0) * 1024,
    };
  } catch {
    return undefined;
  }
}
