import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { VerifyReport } from '#cli/reporters/verify-report.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';
import type { ServedMock } from '#test/support/served-mock.ts';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.mjs', import.meta.url));
const FILES = ['.github', 'preopen.config.yaml', 'preopen.deploy.sh', 'preopen.suite.yaml'];

let mock: ServedMock;

beforeAll(async () => {
  mock = await serveMock(['--scenario', 'market-hours', '--backend', '--backend-port', '0']);
});

afterAll(() => mock[Symbol.asyncDispose]());

/** A backend's folder: its log, its module, what it needs. */
function backendFolder(): string {
  const folder = emptyFolder();
  cpSync(mock.logFile, join(folder, 'backend.log'));
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app/main.py'), 'app = FastAPI()\n');
  writeFileSync(join(folder, 'requirements.txt'), 'fastapi\n');
  return folder;
}

test('init writes a suite, by which verify then judges the backend without another word', async () => {
  const cwd = backendFolder();
  const { exitCode, stdout } = await preopen(['init', '--backend', mock.ready.backendUrl!], { cwd });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('6 underlyings, 12 expiries, 1200 strikes, 2400 tokens');
  expect(stdout).toContain('uvicorn app.main:app (app/main.py)');
  const verified = await preopen(['verify', '-f', 'json'], { cwd });
  const { checks } = JSON.parse(verified.stdout) as VerifyReport;
  const passed = checks.filter(({ status }) => status === 'pass').map(({ id }) => id);
  expect(passed).toEqual(
    expect.arrayContaining(['backend.chain.priced', 'log.startup', 'own.counts', 'own.underlyings']),
  );
  expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(verified.exitCode).toBe(0);
});

test('a backend that lost an underlying fails the counts that init wrote', async () => {
  const cwd = backendFolder();
  await preopen(['init', '--backend', mock.ready.backendUrl!], { cwd });
  const file = join(cwd, 'preopen.suite.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('total_underlyings: { min: 6 }', 'total_underlyings: { min: 7 }'),
  );
  const { exitCode, stdout } = await preopen(['verify', '--grep', '^own', '-f', 'json'], { cwd });
  const { checks } = JSON.parse(stdout) as VerifyReport;
  expect(checks.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual(['own.counts']);
  expect(exitCode).toBe(1);
});

test.skipIf(process.platform === 'win32')(
  'the deploy step that init wrote is the gate: 0 for this backend, 3 where none is',
  async () => {
    const cwd = backendFolder();
    await preopen(['init', '--backend', mock.ready.backendUrl!], { cwd });
    const script = readFileSync(join(cwd, 'preopen.deploy.sh'), 'utf8');
    writeFileSync(join(cwd, 'preopen.deploy.sh'), script.replace('--wait 90s', '--wait 1s'));
    const run = (backend?: string) =>
      execa('sh', ['preopen.deploy.sh'], {
        cwd,
        reject: false,
        env: {
          PREOPEN: `${process.execPath} ${MAIN}`,
          ...(backend === undefined ? {} : { BACKEND_URL: backend }),
        },
      });
    expect((await run()).exitCode).toBe(0);
    expect(existsSync(join(cwd, 'preopen-junit.xml'))).toBe(true);
    expect((await run('http://127.0.0.1:9')).exitCode).toBe(3);
  },
);

test('the workflow starts the backend that was found behind preopen run --verify', async () => {
  const cwd = backendFolder();
  await preopen(['init', '--backend', mock.ready.backendUrl!], { cwd });
  const workflow = parse(readFileSync(join(cwd, '.github/workflows/preopen.yml'), 'utf8')) as {
    readonly jobs: {
      readonly rehearse: { readonly steps: readonly { readonly run?: string; readonly uses?: string }[] };
    };
  };
  const { steps } = workflow.jobs.rehearse;
  const commands = steps.flatMap(({ run }) => run ?? []);
  expect(commands).toContain('pip install -r requirements.txt');
  const rehearse = commands.find((command) => command.includes('run --verify'));
  expect(rehearse).toMatch(
    /^npx --yes preopen@\d+\.\d+\.\d+ run --verify --backend .* -- uvicorn app\.main:app\n?$/,
  );
});

test('init never writes over a file unless told, and a dry run writes none', async () => {
  const cwd = backendFolder();
  const args = ['init', '--backend', mock.ready.backendUrl!];
  const dry = await preopen([...args, '--dry-run'], { cwd });
  expect(dry.stdout).toContain('would write preopen.suite.yaml');
  expect(FILES.filter((name) => existsSync(join(cwd, name)))).toEqual([]);
  writeFileSync(join(cwd, 'preopen.config.yaml'), 'seed: 7\n');
  const refused = await preopen(args, { cwd });
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('was preopen.config.yaml. Nothing was written; preopen init --force');
  expect(readFileSync(join(cwd, 'preopen.config.yaml'), 'utf8')).toBe('seed: 7\n');
  expect(existsSync(join(cwd, 'preopen.suite.yaml'))).toBe(false);
  expect((await preopen([...args, '--force'], { cwd })).exitCode).toBe(0);
  expect(readFileSync(join(cwd, 'preopen.config.yaml'), 'utf8')).toContain('suite: ./preopen.suite.yaml');
});

test('a backend of another kind gets a suite of its own health alone, which verify runs', async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/health' ? 200 : 404, { 'content-type': 'application/json' });
    response.end('{"status":"up"}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  try {
    const cwd = emptyFolder();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { stdout } = await preopen(['init', '--backend', url], { cwd });
    expect(stdout).toContain('not the options API');
    const { exitCode, stdout: report } = await preopen(['verify', '-f', 'json'], { cwd });
    const { checks } = JSON.parse(report) as VerifyReport;
    expect(checks.map(({ id, status }) => [id, status])).toEqual([['own.health', 'pass']]);
    expect(exitCode).toBe(0);
  } finally {
    server.close();
  }
});

test('a named backend that does not answer writes nothing and is exit 3', async () => {
  const cwd = emptyFolder();
  const { exitCode, stderr } = await preopen(['init', '--backend', 'http://127.0.0.1:9'], { cwd });
  expect(exitCode).toBe(3);
  expect(stderr).toContain('expected an answer from http://127.0.0.1:9/health, was none');
  expect(readdirSync(cwd)).toEqual([]);
});
