/**
 * Real Redis and PostgreSQL for tests: those that answer at PREOPEN_TEST_REDIS_URL and PREOPEN_TEST_PG_URL (127.0.0.1 unless set), and servers of a test's
 * own on free ports (PostgreSQL: own-postgres.ts). Where there is none, the test says so and is skipped; with PREOPEN_REQUIRE_SERVICES=1 it fails.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { Client } from 'pg';
import { createClient } from 'redis';
import type { TestContext } from 'vitest';

const REDIS_URL = process.env['PREOPEN_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const POSTGRES_URL = process.env['PREOPEN_TEST_PG_URL'];
const SOCKET_FOLDER = '/var/run/postgresql';

/** A server that a test started. */
export interface OwnServer extends AsyncDisposable {
  readonly port: number;
  /** Ends it and waits until it is gone. */
  stop(signal?: 'SIGINT' | 'SIGKILL'): Promise<void>;
}

/** A Redis server that writes every command to disk before it confirms it, so that one that is killed and started again has everything. */
export interface DurableRedis extends AsyncDisposable {
  readonly url: string;
  /** As a power cut would. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
}

/** A database and a role with a password, made for one test file. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly password: string;
  run(sql: string): Promise<void>;
}

/** The URL of a Redis server that answers. */
export async function redisUrl(context: TestContext): Promise<string> {
  return (await answers(REDIS_URL)) ? REDIS_URL : missing(context, `no Redis at ${REDIS_URL}`);
}

/** That `redis-server` can be started here. */
export function needRedisServer(context: TestContext): void {
  if (spawnSync('redis-server', ['--version']).status !== 0) missing(context, 'no redis-server on PATH');
}

/** A client of a Redis server, for what a test publishes and writes there. */
export async function redisClient(url: string) {
  const client = createClient({ url, RESP: 2, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** A Redis server of the test's own; with a password when one is given. */
export async function ownRedis(context: TestContext, password?: string): Promise<OwnServer> {
  const port = await freePort();
  const secret = password === undefined ? [] : ['--requirepass', password];
  const words = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    ...secret,
  ];
  return startServer(context, {
    program: 'redis-server',
    words,
    readyText: 'eady to accept connections',
    port,
    folder: tmpdir(),
  });
}

/** A Redis server of the test's own that can be killed and started again at the same port with the same data. */
export async function durableRedis(context: TestContext): Promise<DurableRedis> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'preopen-redis-'));
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always'];
  const start = (): Promise<OwnServer> =>
    startServer(context, {
      program: 'redis-server',
      words: [...words, ...durable],
      readyText: 'eady to accept connections',
      port,
      folder,
    });
  let server = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => server.stop('SIGKILL'),
    async startAgain() {
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A database of the test's own on the PostgreSQL server that answers. */
export async function postgresDatabase(context: TestContext): Promise<TestDatabase> {
  for (const url of adminUrls()) {
    const admin = await connected(url);
    if (admin) return createDatabase(admin, url);
  }
  return missing(context, `no PostgreSQL at ${adminUrls().join(' or ')}`);
}

/** A name that no other run uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}_${process.pid}_${randomBytes(4).toString('hex')}`;
}

/** Below those that systems give to whoever connects, so that nobody takes it while a server is down. */
const PORTS = { first: 20_000, count: 12_000 } as const;
const PORTS_TRIED_MAX = 100;

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PORTS_TRIED_MAX; tried += 1) {
    const port = PORTS.first + randomInt(PORTS.count);
    if (await isFree(port)) return port;
  }
  throw new Error(`expected a free port from ${PORTS.first} on, were none in ${PORTS_TRIED_MAX} tries`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Skips the test with the reason; fails it where services are required. */
export function missing(context: TestContext, what: string): never {
  if (process.env['PREOPEN_REQUIRE_SERVICES'] === '1')
    throw new Error(`${what}, but PREOPEN_REQUIRE_SERVICES=1 asks for it`);
  return context.skip(`skipped: ${what}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const client = await redisClient(url);
    client.destroy();
    return true;
  } catch {
    return false;
  }
}

/** Who may make databases: as told, or as Debian lets the machine's own user in. */
function adminUrls(): readonly string[] {
  if (POSTGRES_URL !== undefined) return [POSTGRES_URL];
  return [
    'postgres://postgres@127.0.0.1:5432/postgres',
    `postgresql:///postgres?host=${SOCKET_FOLDER}&user=${userInfo().username}`,
  ];
}

async function connected(url: string): Promise<Client | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch {
    return undefined;
  }
}

async function createDatabase(admin: Client, adminUrl: string): Promise<TestDatabase> {
  const name = uniqueName('preopen_test');
  const password = `pw-${randomBytes(9).toString('hex')}`;
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  await admin.query(`GRANT ${name} TO CURRENT_USER`);
  await admin.query(`CREATE DATABASE ${name} OWNER ${name}`);
  const { hostname, port } = new URL(adminUrl);
  const url =
    hostname === ''
      ? `postgresql:///${name}?host=${SOCKET_FOLDER}&user=${name}&password=${password}`
      : `postgres://${name}:${password}@${hostname}:${port || 5432}/${name}`;
  return {
    url,
    password,
    async run(sql) {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        await client.query(sql);
      } finally {
        await client.end();
      }
    },
    async [Symbol.asyncDispose]() {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.query(`DROP ROLE ${name}`);
      await admin.end();
    },
  };
}

/** How a server is started, and what it prints when it answers. */
export interface ServerStart {
  readonly program: string;
  readonly words: readonly string[];
  readonly readyText: string;
  readonly port: number;
  readonly folder: string;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** Starts a server of the test's own; without its program the test is skipped, or fails. */
export async function startServer(context: TestContext, start: ServerStart): Promise<OwnServer> {
  try {
    return await startedServer(start);
  } catch (error) {
    return missing(context, (error as Error).message);
  }
}

/** Resolves when it answers. Errors: Error with what it printed. */
export async function startedServer(start: ServerStart): Promise<OwnServer> {
  const { program, words, readyText, port, folder, owner } = start;
  const server = execa(program, words, { ...owner, cwd: folder, all: true, reject: false, buffer: false });
  let printed = '';
  const isReady = new Promise<boolean>((resolve) => {
    server.all.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      if (printed.includes(readyText)) resolve(true);
    });
  });
  const ended = server.then(() => false);
  if (!(await Promise.race([isReady, ended])))
    throw new Error(`${program} did not start: ${printed.trim() || 'it is not installed'}`);
  const stop = async (signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> => {
    server.kill(signal);
    await server;
  };
  return { port, stop, [Symbol.asyncDispose]: () => stop() };
}
