import type { ListedProcess } from './listed-process.ts';

/** What the kernel counts process times in, a constant of its interface to programs. */
const TICKS_PER_SECOND = 100;

/** The files of one process under /proc. */
export interface ProcFiles {
  readonly stat: string;
  readonly status: string;
  readonly cmdline: string;
}

/** Seconds since the start of the system, as /proc/uptime tells them. */
export function readUptime(text: string): number {
  return Number(text.trim().split(' ')[0]);
}

/** A process as /proc tells of it; undefined for a zombie. */
export function readLinuxProcess(
  { stat, status, cmdline }: ProcFiles,
  upSeconds: number,
): ListedProcess | undefined {
  // The name stands in parentheses and may hold blanks and parentheses itself.
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const ticks = Number(fields[11]) + Number(fields[12]);
  return {
    pid: Number.parseInt(stat, 10),
    parentPid: Number(fields[1]),
    name: stat.slice(stat.indexOf('(') + 1, end),
    commandLine: cmdline,
    upForMs: (upSeconds - Number(fields[19]) / TICKS_PER_SECOND) * 1000,
    memoryBytes: Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0) * 1024,
    cpuMs: (ticks / TICKS_PER_SECOND) * 1000,
  };
}
