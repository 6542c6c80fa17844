import { X509Certificate } from 'node:crypto';
import { chmodSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, StoreError } from '#engine/errors.ts';
import { loadOrCreateCertificates } from '#mock-dhan/certificate-folder.ts';
import { DHAN_HOSTS } from '#mock-dhan/dhan-hosts.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';

const NOW_MS = Date.UTC(2026, 1, 4, 4, 0);
const DAY_MS = 86_400_000;
const AUTHORITY_FILE = 'ca-with-key.pem';

function load(folder: string, nowMs = NOW_MS) {
  return loadOrCreateCertificates(folder, { nowMs });
}

/** Every file of a folder with its content. */
function contentOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

test('a new folder gets an authority, its key for its owner only', async () => {
  const folder = join(emptyFolder(), 'deep', 'ca');
  const { ca, caFile, leaf } = await load(folder);
  expect(readdirSync(folder).sort()).toEqual([AUTHORITY_FILE, 'ca.pem']);
  expect(readFileSync(caFile, 'utf8')).toBe(ca.cert);
  expect(readFileSync(caFile, 'utf8')).not.toContain('PRIVATE');
  const certificate = new X509Certificate(leaf.cert);
  for (const host of DHAN_HOSTS) expect(certificate.checkHost(host)).toBe(host);
  for (const address of ['127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBe(address);
  if (process.platform === 'win32') return;
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, AUTHORITY_FILE)).mode & 0o777).toBe(0o600);
});

test('the authority stays for the next run, the leaf is a new one', async () => {
  const folder = emptyFolder();
  const first = await load(folder);
  const before = contentOf(folder);
  const second = await load(folder, NOW_MS + 300 * DAY_MS);
  expect(second.ca).toEqual(first.ca);
  expect(contentOf(folder)).toEqual(before);
  expect(second.leaf.cert).not.toBe(first.leaf.cert);
  expect(new X509Certificate(second.leaf.cert).verify(new X509Certificate(first.ca.cert).publicKey)).toBe(
    true,
  );
});

test.each([
  ['would expire before its leaf', 340],
  ['is not valid yet', -1],
])('an authority that %s is replaced', async (_, days) => {
  const folder = emptyFolder();
  const first = await load(folder);
  const next = await load(folder, NOW_MS + days * DAY_MS);
  expect(next.ca.cert).not.toBe(first.ca.cert);
  expect(readFileSync(next.caFile, 'utf8')).toBe(next.ca.cert);
  expect((await load(folder, NOW_MS + days * DAY_MS)).ca).toEqual(next.ca);
});

test('the address to bind is named too, and a removed ca.pem comes back', async () => {
  const folder = emptyFolder();
  const { ca, caFile } = await load(folder);
  rmSync(caFile);
  const { leaf } = await loadOrCreateCertificates(folder, { nowMs: NOW_MS, extraHosts: ['192.168.7.9'] });
  expect(new X509Certificate(leaf.cert).checkIP('192.168.7.9')).toBe('192.168.7.9');
  expect(readFileSync(caFile, 'utf8')).toBe(ca.cert);
});

test('two that start at once agree on one authority', async () => {
  const folder = join(emptyFolder(), 'ca');
  const [one, other] = await Promise.all([load(folder), load(folder)]);
  expect(one.ca).toEqual(other.ca);
  expect(one.leaf.cert).not.toBe(other.leaf.cert);
  expect(readdirSync(folder).sort()).toEqual([AUTHORITY_FILE, 'ca.pem']);
});

test.skipIf(process.platform === 'win32')('the mode of a folder that was there is left alone', async () => {
  const folder = emptyFolder();
  chmodSync(folder, 0o755);
  await load(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o755);
});

async function corrupted(change: (text: string) => string): Promise<string> {
  const folder = emptyFolder();
  await load(folder);
  const file = join(folder, AUTHORITY_FILE);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  return folder;
}

test.each([
  ['empty', () => ''],
  ['not PEM', () => 'hello'],
  ['cut off', (text: string) => text.slice(0, 300)],
  ['without its certificate', (text: string) => text.slice(0, text.indexOf('-----BEGIN CERT'))],
  ['damaged in its base64', (text: string) => text.replace('\nMI', '\n00')],
])('an authority file that is %s is a StoreError, and nothing is overwritten', async (_, change) => {
  const folder = await corrupted(change);
  const before = contentOf(folder);
  const error = await load(folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  expect((error as Error).message).toContain(join(folder, AUTHORITY_FILE));
  expect(contentOf(folder)).toEqual(before);
});

test('a key of another certificate is a StoreError that does not show it', async () => {
  const other = await load(emptyFolder());
  const folder = await corrupted((text) => other.ca.key + text.slice(text.indexOf('-----BEGIN CERT')));
  const error = await load(folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StoreError);
  expect((error as Error).message).not.toContain('BEGIN');
});

test('somebody else’s ca.pem, or a leaf in the authority’s place, is a ConfigError, and nothing is overwritten', async () => {
  const { ca, leaf } = await load(emptyFolder());
  const foreign = emptyFolder();
  writeFileSync(join(foreign, 'ca.pem'), ca.cert);
  const mixed = emptyFolder();
  await load(mixed);
  writeFileSync(join(mixed, 'ca.pem'), ca.cert);
  const notAnAuthority = await corrupted(() => leaf.key + leaf.cert);
  rmSync(join(notAnAuthority, 'ca.pem'));
  for (const folder of [foreign, mixed, notAnAuthority]) {
    const before = contentOf(folder);
    const error = await load(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toContain('another folder');
    expect(contentOf(folder)).toEqual(before);
  }
});

test('a file where the folder should be is a StoreError', async () => {
  const file = join(emptyFolder(), 'ca');
  writeFileSync(file, 'a file');
  await expect(load(file)).rejects.toThrow(StoreError);
  expect(readFileSync(file, 'utf8')).toBe('a file');
});
