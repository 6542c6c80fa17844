import { X509Certificate } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCertificates } from '#mock-dhan/tls.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';

const NOW_MS = Date.UTC(2026, 1, 4, 4, 0);
const DAY_MS = 86_400_000;
const HOSTS = ['api.dhan.co', 'localhost', '127.0.0.1', '::1'];
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

function lifeDays({ validTo }: X509Certificate): number {
  return (Date.parse(validTo) - NOW_MS) / DAY_MS;
}

test('the authority lives a year, its leaf 30 days, and the leaf is the authority’s', async () => {
  const made = await createCertificates({ hosts: HOSTS, nowMs: NOW_MS });
  const [ca, leaf] = [new X509Certificate(made.ca.cert), new X509Certificate(made.leaf.cert)];
  expect([lifeDays(ca), lifeDays(leaf)]).toEqual([365, 30]);
  expect(Date.parse(leaf.validFrom)).toBeLessThan(NOW_MS);
  expect([ca.ca, leaf.ca]).toEqual([true, false]);
  expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey) && ca.verify(ca.publicKey)).toBe(true);
  expect(leaf.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
});

test('the leaf names every host asked for, addresses as addresses, and no other', async () => {
  const { leaf } = await createCertificates({ hosts: HOSTS, nowMs: NOW_MS });
  const certificate = new X509Certificate(leaf.cert);
  expect(certificate.subjectAltName).toBe(
    'DNS:api.dhan.co, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  );
  expect(certificate.checkHost('auth.dhan.co')).toBeUndefined();
});

test('a given authority signs again, with a key and a serial number of the leaf’s own', async () => {
  const first = await createCertificates({ hosts: HOSTS, nowMs: NOW_MS });
  const second = await createCertificates({ hosts: HOSTS, nowMs: NOW_MS, ca: first.ca });
  expect(second.ca).toEqual(first.ca);
  const [one, other] = [new X509Certificate(first.leaf.cert), new X509Certificate(second.leaf.cert)];
  expect(other.verify(new X509Certificate(first.ca.cert).publicKey)).toBe(true);
  expect(other.serialNumber).not.toBe(one.serialNumber);
  expect(second.leaf.key).not.toBe(first.leaf.key);
});

test.skipIf(!hasOpenssl)(
  'openssl accepts the chain by the letter of the standard, for TLS servers alone',
  async () => {
    const folder = emptyFolder();
    const [caFile, leafFile] = [join(folder, 'ca.pem'), join(folder, 'leaf.pem')];
    const { ca, leaf } = await createCertificates({ hosts: HOSTS, nowMs: Date.now() });
    const stranger = await createCertificates({ hosts: HOSTS, nowMs: Date.now() });
    writeFileSync(caFile, ca.cert);
    writeFileSync(leafFile, leaf.cert);
    const verify = (...args: string[]) =>
      spawnSync('openssl', ['verify', '-x509_strict', '-CAfile', caFile, ...args, leafFile]).status;
    expect(verify('-purpose', 'sslserver', '-verify_hostname', 'api.dhan.co')).toBe(0);
    expect(verify('-verify_hostname', 'api.example.com')).not.toBe(0);
    expect(verify('-purpose', 'sslclient')).not.toBe(0);
    writeFileSync(caFile, stranger.ca.cert);
    expect(verify()).not.toBe(0);
  },
);
