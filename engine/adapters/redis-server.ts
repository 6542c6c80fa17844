import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PreopenError } from '../errors.ts';

const READY_TEXT = 'eady to accept connections';
const START_MS_MAX = 10_000;

/** A Redis server of our own on loopback, its data in a folder that is gone when it is stopped. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts `redis-server` from PATH; it writes every command to disk, so that streams outlive a restart of it. Undefined where there is none.
 * Errors: PreopenError('PORT_IN_USE') when it cannot listen there.
 */
export async function startRedisServer(port: number): Promise<RedisServer | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'preopen-redis-'));
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const kept = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'];
  // In a process group of its own: Ctrl-C is for us, who still have something to write to it.
  const server = spawn('redis-server', [...place, ...kept], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  let printed = '';
  const ended = new Promise<'absent' | 'ended'>((resolve) => {
    server.once('error', () => resolve('absent'));
    server.once('exit', () => resolve('ended'));
  });
  const ready = new Promise<'ready'>((resolve) => {
    server.stdout.on('data', (chunk: Buffer) => {
      if (printed.length < 100_000) printed += chunk.toString('utf8');
      if (printed.includes(READY_TEXT)) resolve('ready');
    });
  });
  const timer = setTimeout(() => server.kill('SIGKILL'), START_MS_MAX);
  const state = await Promise.race([ready, ended]);
  clearTimeout(timer);
  const dispose = async (): Promise<void> => {
    if (state === 'ready') {
      server.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  if (state === 'ready') return { url: `redis://127.0.0.1:${port}`, [Symbol.asyncDispose]: dispose };
  await dispose();
  if (state === 'absent') return undefined;
  throw new PreopenError(
    'PORT_IN_USE',
    `Redis cannot listen: expected port ${port} of 127.0.0.1 to be free, redis-server ended (${lastLine(printed)}). ` +
      `Choose another with --redis-port, 0 for a free one, or name a server that runs with --redis URL.`,
  );
}

function lastLine(printed: string): string {
  return printed.trim().split('\n').at(-1)?.trim() ?? 'without a word';
}
