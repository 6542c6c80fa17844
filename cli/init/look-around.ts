/** Finds what `preopen init` writes about: asks backends on this machine (or the one that was named), and looks at the files beside it. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readDotenvFile } from '#engine/adapters/dotenv-file.ts';
import { createSqliteCredentialStore } from '#engine/adapters/sqlite-stores.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import type { HttpTransport } from '#engine/ports.ts';
import { readCacheCounters, readHealth, readNames } from '#engine/verify/backend-answers.ts';
import { httpAnswer, membersOf } from '#engine/verify/http-answer.ts';
import type { HttpAnswer } from '#engine/verify/http-answer.ts';
import type { BackendFound, CountersFound, LogFound, StartFound, Surroundings } from './surroundings.ts';

/** Where backends usually listen, most usual first. */
const USUAL_URLS = [8000, 8001, 8080, 5000, 3000].map((port) => `http://127.0.0.1:${port}`);
const ANSWER_MS_MAX = 5000;
const LOG_BYTES_READ = 4 * 1024 * 1024;
const FILES_LOOKED_AT_MAX = 200;

/** `backend`: the base URL to ask; the usual ports of this machine unless given. Only reads are made. */
export async function lookAround(options: {
  readonly backend: string | undefined;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<Surroundings> {
  const { folder, environment } = options;
  const asked = options.backend === undefined ? USUAL_URLS : [options.backend.replace(/\/+$/, '')];
  const dotenv = readDotenvFile(join(folder, '.env'));
  return {
    platform: process.platform,
    asked,
    backend: await firstBackend(asked),
    logs: findLogs(folder),
    start: findStart(folder),
    database: await findDatabase(folder),
    credentials: ['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN'].filter((name) => environment[name] || dotenv[name]),
  };
}

async function firstBackend(urls: readonly string[]): Promise<BackendFound | undefined> {
  // A backend that was named may be anywhere; the usual ones are on this machine.
  const http = createUndiciTransport({ allowLive: true });
  try {
    for (const url of urls) {
      const found = await lookAtBackend(http, url);
      if (found) return found;
    }
    return undefined;
  } finally {
    await http.close();
  }
}

async function lookAtBackend(http: HttpTransport, url: string): Promise<BackendFound | undefined> {
  const health = await get(http, `${url}/health`);
  if (!health) return undefined;
  const [statistics, listed, document] = await Promise.all([
    get(http, `${url}/api/v2/options/cache/stats`),
    get(http, `${url}/api/v2/options/available/underlyings`),
    get(http, `${url}/openapi.json`),
  ]);
  const counters = countersIn(statistics);
  const underlyings = listed?.status === 200 ? readNames(listed.value) : [];
  const openApiPaths = pathsIn(document);
  return {
    url,
    health: { status: health.status, word: readHealth(health.value).status },
    hasOptionsApi:
      counters !== undefined ||
      listed?.status === 200 ||
      (openApiPaths?.some((path) => path.startsWith('/api/v2/options/')) ?? false),
    underlyings,
    counters,
    openApiPaths,
  };
}

async function get(http: HttpTransport, url: string): Promise<HttpAnswer | undefined> {
  const asked = http.send({ method: 'GET', url, headers: { accept: 'application/json' } });
  const tooLate = new Promise<undefined>((resolve) => {
    setTimeout(resolve, ANSWER_MS_MAX, undefined).unref();
  });
  const response = await Promise.race([asked.catch(() => undefined), tooLate]);
  return response && httpAnswer(url, response.status, response.body);
}

function countersIn(answer: HttpAnswer | undefined): CountersFound | undefined {
  if (answer?.status !== 200) return undefined;
  const { underlyings, expiries, strikes, tokens } = readCacheCounters(answer.value);
  if (underlyings === undefined || expiries === undefined || strikes === undefined || tokens === undefined)
    return undefined;
  const at = 'data' in membersOf(answer.value) ? '$.data' : '$';
  return { at, underlyings, expiries, strikes, tokens };
}

function pathsIn(answer: HttpAnswer | undefined): readonly string[] | undefined {
  if (answer?.status !== 200) return undefined;
  const document = membersOf(answer.value);
  return 'openapi' in document ? Object.keys(membersOf(document['paths'])) : undefined;
}

/** Logs of the folder and of the folders below it that are named like a backend's; those with a start first, then the newest. */
function findLogs(folder: string): readonly LogFound[] {
  const folders = [
    '.',
    ...namesIn(folder).filter((name) => /^(?:logs?|.*backend.*|server|app)$/i.test(name)),
  ];
  const files = folders
    .flatMap((below) =>
      namesIn(join(folder, below)).map((name) => (below === '.' ? name : `${below}/${name}`)),
    )
    .filter((path) => /\.log$|(?:^|\/)nohup\.out$/.test(path) && isFile(join(folder, path)));
  return files
    .slice(0, FILES_LOOKED_AT_MAX)
    .map((path) => ({ path, hasStartup: headOf(join(folder, path)).includes('[STARTUP]') }))
    .sort(
      (a, b) =>
        Number(b.hasStartup) - Number(a.hasStartup) ||
        changedMs(join(folder, b.path)) - changedMs(join(folder, a.path)) ||
        (a.path < b.path ? -1 : 1),
    );
}

/** Files that only one kind of backend has, most telling first. */
function findStart(folder: string): StartFound | undefined {
  const requirements = ['requirements.txt', 'fastapi_backend/requirements.txt'].find((path) =>
    isFile(join(folder, path)),
  );
  const install = requirements === undefined ? [] : [`pip install -r ${requirements}`];
  const python = ['app/main.py', 'main.py', 'fastapi_backend/app/main.py', 'backend/app/main.py'].find(
    (path) => isFile(join(folder, path)),
  );
  if (python !== undefined)
    return { command: pythonCommand(python, headOf(join(folder, python))), because: python, install };
  if (isFile(join(folder, 'package.json')) && /"start"\s*:/.test(headOf(join(folder, 'package.json'))))
    return { command: 'npm start', because: 'the start script of package.json', install: ['npm ci'] };
  return undefined;
}

/** A module that makes an app is served; a script that runs by itself is run. */
function pythonCommand(path: string, text: string): string {
  if (/__name__\s*==\s*["']__main__["']/.test(text) || !/\bFastAPI\(/.test(text)) return `python ${path}`;
  const parts = path.replace(/\.py$/, '').split('/');
  const at = parts.indexOf('app');
  const module = (at < 0 ? parts.slice(-1) : parts.slice(at)).join('.');
  const appFolder = at > 0 ? ` --app-dir ${parts.slice(0, at).join('/')}` : '';
  return `uvicorn ${module}:app${appFolder}`;
}

async function findDatabase(folder: string): Promise<string | undefined> {
  const files = namesIn(folder).filter(
    (name) => /\.(?:db|sqlite3?)$/.test(name) && isFile(join(folder, name)),
  );
  for (const file of files.slice(0, FILES_LOOKED_AT_MAX)) {
    const state = await createSqliteCredentialStore(join(folder, file))
      .load()
      .catch(() => undefined);
    if (state?.kind === 'rows') return file;
  }
  return undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function changedMs(path: string): number {
  return statSync(path).mtimeMs;
}

function headOf(path: string): string {
  return readFileSync(path).subarray(0, LOG_BYTES_READ).toString('utf8');
}
