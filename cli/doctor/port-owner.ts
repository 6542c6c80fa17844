/** Who listens on a port, where the system lets one read that; elsewhere the command that tells it. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** In words, and how it is stopped. */
export interface PortOwner {
  readonly words: string;
  readonly stop: string;
}

/** Linux is read from /proc; on other systems the command is named that tells the process. */
export function portOwner(port: number): PortOwner {
  const pid = process.platform === 'linux' ? linuxOwner(port) : undefined;
  if (pid !== undefined) return { words: `${processName(pid)} (pid ${pid})`, stop: `Stop it: kill ${pid}` };
  const tell =
    process.platform === 'win32'
      ? `netstat -ano | findstr :${port}`
      : process.platform === 'linux'
        ? `sudo ss -ltnp 'sport = :${port}'`
        : `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
  return { words: 'another process', stop: `Find and stop it: ${tell}` };
}

function linuxOwner(port: number): string | undefined {
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)),
  );
  if (inodes.size === 0) return undefined;
  return namesIn('/proc').find(
    (pid) =>
      /^\d+$/.test(pid) &&
      namesIn(`/proc/${pid}/fd`).some((fd) => inodes.has(socketInode(`/proc/${pid}/fd/${fd}`))),
  );
}

/** State 0A is LISTEN; the port stands in hex behind the address. */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return textOf(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === '0A' && local.endsWith(suffix))
    .flatMap((columns) => columns[9] ?? []);
}

function socketInode(link: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1] ?? '';
  } catch {
    return '';
  }
}

function processName(pid: string): string {
  const [program = ''] = textOf(`/proc/${pid}/cmdline`).split('\0');
  return basename(program) || 'a process';
}

/** Processes end while one looks. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
