/** One run of everything over sockets; none of what it wrote may hold a secret of what it read. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPORT_FORMATS } from '#cli/reporters/report-formats.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

const API_KEY = 'ak-91c2f0e7b6d54a3388aa';
const PASSWORD = 'Tr0ub4dor-and-3-horses';
const REDIS_PASSWORD = 'r3dis-correct-battery';

/** A server that answers with what it was asked with, as a careless one does. */
async function startEcho(): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    response.writeHead(500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ detail: 'no', headers: request.headers }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

/** Nothing listens on the databases' port: both logins fail. */
function suiteOf(echoUrl: string): string {
  return `schemaVersion: 1
name: with-secrets
extends: [dhan, options-backend]
checks:
  - id: own.api
    http: { url: '${echoUrl}/v1', headers: { x-api-key: '\${GATEWAY_API_KEY:?}' } }
  - id: own.database
    sql: { url: 'postgres://bars:\${BARS_PASSWORD:?}@127.0.0.1:9/bars', query: select 1 }
  - id: own.redis
    redis: 'redis://:\${REDIS_PASSWORD:?}@127.0.0.1:9'
`;
}

function textsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
}

test('no output, log, artifact or error of a whole run holds a token, a key or a password', async () => {
  await using mock = await serveMock(['--scenario', 'calm-morning', '--backend-port', '0', '--backend']);
  await using echo = await startEcho();
  const folder = emptyFolder();
  const suite = join(folder, 'suite.yaml');
  writeFileSync(suite, suiteOf(echo.url));
  const { env, restUrl, backendUrl } = mock.ready;
  const token = env['DHAN_ACCESS_TOKEN']!;
  const [header, claims, signature] = token.split('.');
  const secrets = { token, claims: claims!, signature: signature!, API_KEY, PASSWORD, REDIS_PASSWORD };
  const input = { ...env, GATEWAY_API_KEY: API_KEY, BARS_PASSWORD: PASSWORD, REDIS_PASSWORD };

  const reports = emptyFolder();
  const outputs = REPORT_FORMATS.flatMap((format) => ['-f', `${format}:${join(reports, format)}`]);
  const targets = ['--exchange', restUrl, '--backend', backendUrl!, '--log', mock.logFile];
  const verify = ['verify', ...targets, '--suite', suite, '--timeout', '3s'];
  const artifact = ['--artifact', join(reports, 'artifact')];
  const judged = await preopen([...verify, ...outputs, ...artifact], { env: input });
  const refused = await preopen([...verify, '-f', 'json'], {
    env: { ...input, DHAN_ACCESS_TOKEN: `${header}.${claims}.bm90LXNpZ25lZC1ieS1hbnlib2R5` },
  });
  const planned = await preopen([...verify, '--dry-run'], { env: input });
  const unset = await preopen(verify, { env: { ...input, GATEWAY_API_KEY: '' } });

  expect(judged.exitCode).not.toBe(0);
  expect(refused.stdout).toContain('"exchange.login"');
  expect(planned.stdout).toContain('127.0.0.1:9');
  expect(unset.stderr).toContain('GATEWAY_API_KEY');
  const files = textsBelow(reports);
  expect(files.length).toBeGreaterThanOrEqual(REPORT_FORMATS.length);
  const ids = ['own.api', 'own.database', 'own.redis', 'exchange.login', 'backend.health'];
  for (const id of ids) expect(files.some((text) => text.includes(id))).toBe(true);

  const log = readFileSync(mock.logFile, 'utf8');
  expect(log).toContain('From env: DHAN_ACCESS_TOKEN=present');
  const runs = [judged, refused, planned, unset].flatMap(({ stdout, stderr }) => [stdout, stderr]);
  const found = (texts: readonly string[]): readonly string[] =>
    Object.entries(secrets).flatMap(([name, secret]) =>
      texts.some((text) => text.includes(secret)) ? [name] : [],
    );
  expect(found([JSON.stringify(input)])).toEqual(Object.keys(secrets));
  expect(found([...files, log, ...runs])).toEqual([]);
});
