/** An authority of the user's own and a certificate for every host of the exchange. The only file that knows X.509. */
import { KeyObject, createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A private key (PKCS #8) and its certificate, both PEM, under the names node:tls takes them by. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** What a TLS listener needs, and what its clients are told to trust. */
export interface Certificates {
  readonly ca: KeyAndCertificate;
  readonly leaf: KeyAndCertificate;
}

/** Subject of every authority made here; by it a folder's authority is known as ours. */
export const CA_NAME = 'Preopen rehearsal CA';

const DAY_MS = 86_400_000;
const CA_LIFE_MS = 365 * DAY_MS;
export const LEAF_LIFE_MS = 30 * DAY_MS;
/** Certificates begin a little in the past: a client in a virtual machine may be behind. */
const CLOCK_SKEW_MS = 3_600_000;

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/**
 * A leaf for `hosts` (names and addresses), signed by `ca` or, without one, by a new authority. ECDSA P-256; the authority
 * lives a year, the leaf 30 days from `nowMs` (wall time, epoch ms: clients check it against their own clock). A client whose clock
 * shows `alsoAtMs` finds both valid too.
 */
export async function createCertificates(options: {
  readonly hosts: readonly string[];
  readonly nowMs: number;
  readonly alsoAtMs?: number;
  readonly ca?: KeyAndCertificate;
}): Promise<Certificates> {
  const { hosts } = options;
  const ca = options.ca ?? (await createAuthority(lifeOf(options, CA_LIFE_MS)));
  return { ca, leaf: await createLeaf(ca, hosts, lifeOf(options, LEAF_LIFE_MS)) };
}

/** From when to when a certificate is valid. */
interface Life {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

function lifeOf(
  { nowMs, alsoAtMs = nowMs }: { readonly nowMs: number; readonly alsoAtMs?: number },
  lifeMs: number,
): Life {
  return {
    notBefore: new Date(Math.min(nowMs, alsoAtMs) - CLOCK_SKEW_MS),
    notAfter: new Date(Math.max(nowMs, alsoAtMs) + lifeMs),
  };
}

async function createAuthority(life: Life): Promise<KeyAndCertificate> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${CA_NAME}`,
    ...life,
    keys,
    signingAlgorithm: SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { key: keyPem(keys), cert: certificatePem(certificate) };
}

async function createLeaf(
  ca: KeyAndCertificate,
  hosts: readonly string[],
  life: Life,
): Promise<KeyAndCertificate> {
  const keys = await newKeys();
  const authority = new X509Certificate(ca.cert);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: 'CN=Preopen mock exchange',
    issuer: authority.subjectName,
    ...life,
    publicKey: keys.publicKey,
    signingKey: createPrivateKey(ca.key).toCryptoKey(P256, false, ['sign']),
    signingAlgorithm: SIGNATURE,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  return { key: keyPem(keys), cert: certificatePem(certificate) };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
}

/** 15 random bytes behind a leading one: positive in DER, never zero, under the 20 bytes allowed. Source: RFC 5280, 4.1.2.2. */
function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`;
}

function keyPem({ privateKey }: webcrypto.CryptoKeyPair): string {
  return KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
}

function certificatePem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
