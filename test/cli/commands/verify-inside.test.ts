import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fakeDocker } from '#test/support/fake-docker.ts';
import { ISSUER, serveGuarded } from '#test/support/guarded-server.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import type { CommandResult } from '#test/support/preopen-command.ts';
import { freePort } from '#test/support/services.ts';

interface Seen extends CommandResult {
  readonly checks: readonly {
    readonly id: string;
    readonly status: string;
    readonly observed: string;
    readonly seenFrom?: string;
  }[];
}

async function verified(
  checks: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'suite.yaml'), `schemaVersion: 1\nname: inside\nchecks:\n${checks}`);
  const result = await preopen(['verify', '--suite', './suite.yaml', '-f', 'json', ...args], { cwd, env });
  return { ...result, checks: result.stdout.startsWith('{') ? JSON.parse(result.stdout).checks : [] };
}

/** Serves the key document of another server to whoever asks for anything, as a proxy does for a name that it alone knows. */
async function serveKeys(jwksUrl: string): Promise<string> {
  const document = await (await fetch(jwksUrl)).text();
  const server = createServer((_request, response) => void response.end(document));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const keyChecks = (url: string): string => `
  - { id: keys.answer, http: { url: "${url}", expect: { json: { "$.keys": { minCount: 1 } } } } }
  - id: keys.token
    jwt: { token: "\${MY_JWT}", jwks: "${url}", expect: { issuer: "${ISSUER}" } }
`;

test('a key document that only the service reaches is judged from where it is reached', async () => {
  await using server = await serveGuarded();
  const proxy = await serveKeys(server.jwksUrl);
  const env = { MY_JWT: await server.token() };
  const checks = keyChecks('http://user-service.invalid:8000/jwks.json');
  const outside = await verified(checks, [], env);
  expect(outside.checks.map(({ status }) => status)).toEqual(['skip', 'skip']);
  expect(outside.exitCode).toBe(3);

  const from = `env http_proxy=${proxy}`;
  const inside = await verified(checks, ['--from', from], env);
  expect(inside.checks).toMatchObject([
    {
      status: 'pass',
      seenFrom: `${from} (curl)`,
      observed: expect.stringContaining(`seen from: ${from} (curl)`),
    },
    { status: 'pass', seenFrom: `${from} (curl)` },
  ]);
  expect(inside.exitCode).toBe(0);
  expect(inside.stdout).not.toContain(env.MY_JWT);
});

test('a key document that this machine reaches and the service does not is a failure, not an unknown', async () => {
  await using server = await serveGuarded();
  const env = { MY_JWT: await server.token(), PREOPEN_FROM: 'env http_proxy=http://127.0.0.1:1' };
  const { checks, exitCode } = await verified(keyChecks(server.jwksUrl), [], env);
  expect(checks).toMatchObject([
    {
      status: 'fail',
      observed: expect.stringMatching(/was none \(curl: \(7\).*; seen from: env http_proxy/),
      remedy: expect.stringMatching(/^A container has a loopback.*curl -i "http.*" \(behind env http_proxy/),
    },
    { status: 'fail' },
  ]);
  expect(exitCode).toBe(1);
  expect(await verified(keyChecks(server.jwksUrl), [], { MY_JWT: env.MY_JWT })).toMatchObject({
    exitCode: 0,
  });
});

/** Whether this user may have a network of their own, as a container has. */
function mayHaveNetwork(): boolean {
  try {
    execFileSync('unshare', ['-rn', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.runIf(mayHaveNetwork())(
  'a loopback of its own is another one: what listens there is seen from inside alone',
  async () => {
    const port = await freePort();
    const program = `require('node:http').createServer((request, response) => response.end('{"keys":[1]}')).listen(${port}, '127.0.0.1', () => console.log('ready'))`;
    const script = 'ip link set lo up && exec "$0" -e "$1"';
    const holder = spawn('unshare', ['-rn', 'sh', '-c', script, process.execPath, program]);
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    await using server = await serveGuarded();
    const outsidePort = new URL(server.url).port;
    const from = `nsenter -t ${holder.pid} -U -n --preserve-credentials`;
    const checks = `
  - { id: inside.http, http: { url: "http://127.0.0.1:${port}/jwks.json", expect: { json: { "$.keys": { minCount: 1 } } } } }
  - { id: inside.port, port: "127.0.0.1:${port}" }
  - { id: outside.port, port: { address: "127.0.0.1:${outsidePort}", state: closed } }
  - { id: published, from: outside, http: "${server.jwksUrl}" }
  - { id: socket, severity: warn, websocket: { url: "ws://127.0.0.1:1/", expect: { first: 1s } } }
`;
    const seen = await verified(checks, ['--from', from]);
    expect(seen.checks).toMatchObject([
      { status: 'pass', seenFrom: `${from} (curl)` },
      { status: 'pass', seenFrom: `${from} (python3)` },
      { status: 'pass', seenFrom: `${from} (python3)` },
      { status: 'pass', seenFrom: 'outside (as its from says)' },
      { status: 'skip', observed: expect.stringContaining('outside (the socket is one of this machine)') },
    ]);
    const outside = await verified(checks);
    expect(outside.checks.map(({ status }) => status)).toEqual(['skip', 'fail', 'fail', 'pass', 'skip']);
    expect(outside.checks.every(({ seenFrom }) => seenFrom === undefined)).toBe(true);
  },
);

test('containers, and Python in one of them, are judged by the docker that is named', async () => {
  const docker = fakeDocker({ 'tv-backend': { health: ['unhealthy', 'no answer'] }, 'tv-ticker': {} });
  const checks = `
  - { id: backend, container: tv-backend }
  - { id: ticker, container: tv-ticker-service }
  - id: modules
    from: ${docker.path} exec tv-backend
    pythonImport: [json, pandas_ta_of_nobody]
  - { id: gone, from: "${docker.path} exec tv-gone", command: "true" }
`;
  const seen = await verified(checks, [], { DOCKER: docker.path });
  expect(seen.checks).toMatchObject([
    { status: 'fail', observed: 'its health is unhealthy; its check said: no answer' },
    { status: 'fail', observed: 'no container tv-ticker-service; there is tv-ticker, tv-backend' },
    { status: 'fail', seenFrom: `${docker.path} exec tv-backend` },
    { status: 'skip', observed: expect.stringContaining('No such container: tv-gone') },
  ]);
  expect(seen.stdout).toContain(
    `${docker.path} exec -i tv-backend python3 -m pip install pandas-ta-of-nobody`,
  );
  expect(seen.exitCode).toBe(1);
});

test('without a docker nothing is judged, and it says what to install', async () => {
  const seen = await verified('  - { id: backend, container: tv-backend }\n', [], {
    DOCKER: '/no/such/docker',
  });
  expect(seen.checks).toMatchObject([{ status: 'skip', observed: expect.stringContaining('cannot be run') }]);
  expect(seen.stdout).toContain('Install docker or podman');
  expect(seen.exitCode).toBe(3);
});

test('a dry run tells from where each check would look, and runs nothing', async () => {
  const checks = `
  - { id: a, http: "http://127.0.0.1:1/" }
  - { id: b, container: tv-backend }
`;
  const { stdout, exitCode } = await verified(checks, ['--from', 'docker exec tv-backend', '--dry-run']);
  expect(stdout).toContain('http: GET http://127.0.0.1:1/, seen from: docker exec tv-backend\n');
  expect(stdout).toContain('seen from: outside (containers are told of by this machine)');
  expect(exitCode).toBe(0);
});

test.each([
  ['page: { url: "http://127.0.0.1:1/", rows: tr, cells: td }', 'the browser is one of this machine'],
  ['command: { run: ls, folder: /tmp }', 'its folder is one of this machine'],
  ['sql: { url: "sqlite:x.db", query: SELECT 1 }', 'the database is asked by this machine'],
])('%s cannot be told to look from inside', async (check, words) => {
  const { exitCode, stderr } = await verified(`  - id: a\n    from: docker exec x\n    ${check}\n`);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('suite.yaml:5:11: checks.0.from: expected no from at a check of kind');
  expect(stderr).toContain(words);
});

test('checks that are built in say that they look from this machine', async () => {
  const cwd = emptyFolder();
  const written =
    'schemaVersion: 1\nname: both\nextends: [options-backend]\nchecks:\n  - { id: a, http: "http://127.0.0.1:1/" }\n';
  writeFileSync(join(cwd, 'suite.yaml'), written);
  const args = ['--backend', 'http://127.0.0.1:1', '--from', 'env A=b', '-f', 'json'];
  const { stdout } = await preopen(['verify', '--suite', './suite.yaml', ...args], { cwd });
  const checks: Seen['checks'] = JSON.parse(stdout).checks;
  expect(checks.find(({ id }) => id === 'backend.reachable')).toMatchObject({
    status: 'skip',
    observed: expect.stringContaining('seen from: outside (a built-in check of this machine)'),
  });
  expect(checks.find(({ id }) => id === 'a')).toMatchObject({ status: 'fail', seenFrom: 'env A=b (curl)' });
});

test('a vantage that no check could use is refused', async () => {
  const { exitCode, stderr } = await preopen([
    'verify',
    '--backend',
    'http://127.0.0.1:1',
    '--from',
    'docker exec x',
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('expected a suite with checks that can be judged from inside');
});
