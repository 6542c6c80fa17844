/** PostgreSQL clusters of a test's own, in a temporary folder and on a free port. */
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import type { TestContext } from 'vitest';
import { freePort, missing, startedServer, startServer } from './services.ts';
import type { OwnServer, ServerStart } from './services.ts';

const ROOT = '/usr/lib/postgresql';
const RESTARTS_MAX = 50;

/** A PostgreSQL server that can be killed and started again at the same port with the same data. Whoever comes from this machine is let in. */
export interface DurablePostgres extends AsyncDisposable {
  readonly url: string;
  /** As a power cut would, sessions and all. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
}

/** A PostgreSQL server of the test's own that asks every user for a password. Its user is `postgres`. */
export async function ownPostgres(context: TestContext, password: string): Promise<OwnServer> {
  const cluster = await createCluster(context, { password, settings: ['fsync=off'] });
  const server = await startServer(context, cluster.start);
  const stop = async (): Promise<void> => {
    await server.stop();
    cluster.remove();
  };
  return { port: server.port, stop, [Symbol.asyncDispose]: stop };
}

/** A cluster that has confirmed only what is on disk. */
export async function durablePostgres(context: TestContext): Promise<DurablePostgres> {
  const cluster = await createCluster(context, { settings: [] });
  let server = await startServer(context, cluster.start);
  return {
    url: `postgres://postgres@127.0.0.1:${server.port}/postgres`,
    kill: () => server.stop('SIGKILL'),
    async startAgain() {
      server = await restarted(cluster.start);
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      cluster.remove();
    },
  };
}

/** Sessions of a server that was killed end by themselves, and until the last has it refuses to start. */
async function restarted(start: ServerStart): Promise<OwnServer> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await startedServer(start);
    } catch (error) {
      if (tried === RESTARTS_MAX) throw error;
      await delay(50);
    }
  }
}

async function createCluster(
  context: TestContext,
  { password, settings }: { readonly password?: string; readonly settings: readonly string[] },
): Promise<{ readonly start: ServerStart; remove(): void }> {
  const programs = postgresPrograms();
  if (programs === undefined) return missing(context, `no PostgreSQL programs under ${ROOT}`);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'preopen-pg-'));
  const secretFile = `${folder}.password`;
  if (password !== undefined) writeFileSync(secretFile, `${password}\n`, { mode: 0o600 });
  // The server refuses to run as root.
  const owner = process.getuid?.() === 0 ? ownerNamed('postgres') : undefined;
  const paths = password === undefined ? [folder] : [folder, secretFile];
  if (owner) for (const path of paths) chownSync(path, owner.uid, owner.gid);
  const asked = password === undefined ? ['-A', 'trust'] : ['-A', 'scram-sha-256', '--pwfile', secretFile];
  await execa(join(programs, 'initdb'), ['-D', folder, '-U', 'postgres', '--no-sync', ...asked], {
    ...owner,
    cwd: folder,
  });
  rmSync(secretFile, { force: true });
  const all = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'lc_messages=C', ...settings];
  return {
    start: {
      program: join(programs, 'postgres'),
      words: ['-D', folder, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])],
      readyText: 'ready to accept connections',
      port,
      folder,
      ...(owner ? { owner } : {}),
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function postgresPrograms(): string | undefined {
  if (!existsSync(ROOT)) return undefined;
  const newest = readdirSync(ROOT).sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : join(ROOT, newest, 'bin');
}

function ownerNamed(user: string): { readonly uid: number; readonly gid: number } {
  const idOf = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
