import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DoctorReport } from '#cli/reporters/doctor-report.ts';
import { makeAccessToken } from '#test/support/access-tokens.ts';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import type { CommandOptions } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

async function examined(options: CommandOptions): Promise<DoctorReport & { readonly text: string }> {
  const { exitCode, stdout } = await preopen(['doctor', '-f', 'json'], options);
  const report = JSON.parse(stdout) as DoctorReport;
  expect(report.exitCode).toBe(exitCode);
  return { ...report, text: stdout };
}

function find({ findings }: DoctorReport, id: string): DoctorReport['findings'][number] {
  const found = findings.find((finding) => finding.id === id);
  if (!found) throw new Error(`no ${id} among ${findings.map((finding) => finding.id).join(', ')}`);
  return found;
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = emptyFolder();
  mkdirSync(join(folder, '.preopen/ca'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

const NO_AUTHORITY = {
  NODE_EXTRA_CA_CERTS: '',
  SSL_CERT_FILE: '',
  REQUESTS_CA_BUNDLE: '',
  CURL_CA_BUNDLE: '',
};

test('an empty folder on a sound machine is exit 0, and every line that needs a mend has one', async () => {
  const report = await examined({ env: NO_AUTHORITY });
  expect(report.exitCode).toBe(0);
  expect(find(report, 'node').status).toBe('pass');
  expect(find(report, 'config').status).toBe('skip');
  expect(find(report, 'ca').status).toBe('skip');
  expect(find(report, 'credentials').status).toBe('warn');
  for (const { status, remedy } of report.findings)
    if (status === 'warn' || status === 'fail') expect(remedy).not.toBe('');
});

test('a wrong key in the configuration and one in the suite are two lines with their places', async () => {
  const cwd = folderWith({
    'preopen.config.yaml': 'sed: 1\n',
    'preopen.suite.yaml': 'schemaVersion: 1\nname: own\nextend: [dhan]\n',
  });
  const report = await examined({ cwd });
  expect(report.exitCode).toBe(1);
  expect(find(report, 'config').observed).toContain('preopen.config.yaml: sed: expected the name of a flag');
  expect(find(report, 'suite').observed).toMatch(/preopen\.suite\.yaml:3:1: extend: unknown key "extend"/);
});

test('a value that a flag does not take is found before a command is run with it', async () => {
  const report = await examined({ cwd: folderWith({ 'preopen.config.yaml': 'backend-port: many\n' }) });
  expect(find(report, 'config').observed).toContain('backend-port: Expected a port');
  expect(report.exitCode).toBe(1);
});

test.skipIf(process.platform !== 'linux')(
  'a port of the configuration that is in use names the process',
  async () => {
    const { server, port } = await listening();
    try {
      const report = await examined({ cwd: folderWith({ 'preopen.config.yaml': `port: ${port}\n` }) });
      const line = find(report, `port.${port}`);
      expect(line.status).toBe('warn');
      expect(line.observed).toContain(`(pid ${process.pid}) (serve --port)`);
      expect(line.remedy).toContain(`kill ${process.pid}`);
    } finally {
      server.close();
    }
  },
);

test('services that a suite names are reached for, and neither user nor password is shown', async () => {
  const { server, port } = await listening();
  try {
    const suite = [
      'schemaVersion: 1',
      'name: own',
      'checks:',
      `  - { id: own.bus, redis: 'redis://user:hunter2@127.0.0.1:${port}/0' }`,
      "  - { id: own.rows, sql: { url: 'postgres://u:hunter3@127.0.0.1:9/db', query: 'SELECT 1' } }",
    ].join('\n');
    const report = await examined({ cwd: folderWith({ 'preopen.suite.yaml': suite }) });
    expect(find(report, `service.redis.127.0.0.1.${port}`).status).toBe('pass');
    const database = find(report, 'service.postgresql.127.0.0.1.9');
    expect(database.status).toBe('fail');
    expect(database.observed).toContain('ECONNREFUSED');
    expect(report.exitCode).toBe(1);
    expect(report.text).not.toContain('hunter');
  } finally {
    server.close();
  }
});

test('credentials are told by source and life, never shown; half a pair and a dead token fail', async () => {
  const token = makeAccessToken({ clientId: '1000000001', expiresAtMs: Date.now() + 7_190_000 });
  const dotenv = `DHAN_CLIENT_ID=1000000001\nDHAN_ACCESS_TOKEN=${token}\n`;
  const sound = await examined({ cwd: folderWith({ '.env': dotenv }) });
  expect(find(sound, 'credentials').status).toBe('pass');
  expect(find(sound, 'credentials').observed).toContain('using the .env credentials, valid for 1 h more');
  for (const part of token.split('.')) expect(sound.text).not.toContain(part);
  const half = await examined({ env: { DHAN_CLIENT_ID: '1000000001' } });
  expect(find(half, 'credentials').status).toBe('fail');
  expect(half.exitCode).toBe(1);
  const dead = await examined({
    env: {
      DHAN_CLIENT_ID: '1000000001',
      DHAN_ACCESS_TOKEN: makeAccessToken({ clientId: '1000000001', expiresAtMs: 1000 }),
    },
  });
  expect(find(dead, 'credentials').observed).toContain('the token expired');
});

test('an authority that is no certificate fails with the variable that names it', async () => {
  const cwd = folderWith({ 'ca.pem': 'not a certificate\n' });
  const report = await examined({ cwd, env: { ...NO_AUTHORITY, SSL_CERT_FILE: 'ca.pem' } });
  const line = find(report, 'ca.SSL_CERT_FILE');
  expect(line.status).toBe('fail');
  expect(line.remedy).toBe('Correct SSL_CERT_FILE, or unset it.');
});

test('the clock is compared with a target of this machine alone', async () => {
  await using mock = await serveMock(['--scenario', 'market-hours', '--backend', '--backend-port', '0']);
  const here = await examined({ env: { PREOPEN_BACKEND: mock.ready.backendUrl! } });
  expect(find(here, 'clock.backend').observed).toContain('plays a day of its own: 2026-02-04T09:2');
  const elsewhere = await examined({ env: { PREOPEN_BACKEND: 'http://192.0.2.1:8000' } });
  expect(find(elsewhere, 'clock.backend')).toMatchObject({
    status: 'skip',
    observed: 'backend: on another machine, so not asked',
  });
  const live = await examined({ env: { PREOPEN_EXCHANGE: 'live' } });
  expect(find(live, 'clock.exchange').observed).toBe('exchange is live: not asked from here');
});

test('the page for people puts the mend under its line', async () => {
  const { stdout, exitCode } = await preopen(['doctor'], {
    cwd: folderWith({ 'preopen.config.yaml': 'sed: 1\n' }),
  });
  expect(stdout).toMatch(/FAIL {2}preopen\.config\.yaml: sed: .*\n +Mend the file there/);
  expect(stdout).toMatch(/\d+ to mend, .* exit 1\n?$/);
  expect(exitCode).toBe(1);
});
