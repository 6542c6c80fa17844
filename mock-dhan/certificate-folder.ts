/** The user's own certificate authority, kept between runs so that it has to be trusted only once. */
import { X509Certificate, createPrivateKey, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, StoreError } from '#engine/errors.ts';
import { DHAN_HOSTS, LOCAL_HOSTS } from './dhan-hosts.ts';
import { CA_NAME, LEAF_LIFE_MS, createCertificates } from './tls.ts';
import type { Certificates, KeyAndCertificate } from './tls.ts';

/** Certificate alone, for everybody who is to trust it. */
const CA_FILE = 'ca.pem';
/** Key and certificate in one file, so that they can neither part nor be half written. */
const AUTHORITY_FILE = 'ca-with-key.pem';
const PRIVATE_FILE_MODE = 0o600;
const PUBLIC_FILE_MODE = 0o644;
const PRIVATE_FOLDER_MODE = 0o700;

/** Certificates to listen with, and the file that clients are pointed to. */
export interface KeptCertificates extends Certificates {
  readonly caFile: string;
}

/**
 * Loads the authority of `folder`, or makes one there (a new folder 0700, the key 0600), and issues a new leaf for every Dhan host, this
 * machine and `extraHosts`. An authority of ours that would expire before its leaf is replaced. `nowMs`: wall time, epoch ms; `alsoAtMs`:
 * another time at which clients may look at their clocks.
 * Errors: ConfigError for files of somebody else's, StoreError for corrupt or unreadable ones; in both cases nothing is written.
 */
export async function loadOrCreateCertificates(
  folder: string,
  options: { readonly nowMs: number; readonly alsoAtMs?: number; readonly extraHosts?: readonly string[] },
): Promise<KeptCertificates> {
  const { nowMs, alsoAtMs = nowMs, extraHosts = [] } = options;
  const hosts = [...new Set([...DHAN_HOSTS, ...LOCAL_HOSTS, ...extraHosts])];
  const kept = await keptAuthority(folder);
  const isReusable = kept !== undefined && outlivesLeaf(kept, { nowMs, alsoAtMs });
  const made = await createCertificates({ hosts, nowMs, alsoAtMs, ...(isReusable ? { ca: kept } : {}) });
  if (!isReusable && !(await keepAuthority(folder, made.ca, kept !== undefined)))
    return loadOrCreateCertificates(folder, options);
  return { ...made, caFile: await showAuthority(folder, made.ca) };
}

/** Undefined where the folder has none yet. */
async function keptAuthority(folder: string): Promise<KeyAndCertificate | undefined> {
  const file = join(folder, AUTHORITY_FILE);
  const [text, shown] = await Promise.all([readIfThere(file), readIfThere(join(folder, CA_FILE))]);
  if (text === undefined && shown === undefined) return undefined;
  if (text === undefined)
    throw new ConfigError(
      `certificate folder ${folder}: expected ${AUTHORITY_FILE} beside ${CA_FILE}, was none, so ${CA_FILE} is somebody else's. ` +
        `Give another folder, or remove ${CA_FILE}; nothing was overwritten.`,
    );
  const authority = parseAuthority(text, file);
  if (shown !== undefined && shown !== authority.cert)
    throw new ConfigError(
      `certificate folder ${folder}: expected ${CA_FILE} to hold the certificate of ${AUTHORITY_FILE}, was another. ` +
        `Remove ${CA_FILE}, or give another folder; nothing was overwritten.`,
    );
  return authority;
}

function parseAuthority(text: string, file: string): KeyAndCertificate {
  const [key, cert] = [pemBlock(text, 'PRIVATE KEY'), pemBlock(text, 'CERTIFICATE')];
  const certificate = readCertificate(key, cert);
  if (key === undefined || cert === undefined || !certificate)
    throw new StoreError(
      `certificate file ${file}: expected a private key and its certificate, was neither or a damaged one. ` +
        `Remove it and ${CA_FILE} to get a new authority (to be trusted anew), or give another folder; nothing was overwritten.`,
    );
  if (certificate.ca && certificate.subject === `CN=${CA_NAME}`) return { key, cert };
  throw new ConfigError(
    `certificate file ${file}: expected an authority named "${CA_NAME}", was another's. Give another folder; nothing was overwritten.`,
  );
}

function pemBlock(text: string, label: string): string | undefined {
  const block = new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(text)?.[0];
  return block === undefined ? undefined : `${block}\n`;
}

/** Undefined unless both are readable and belong together. */
function readCertificate(key: string | undefined, cert: string | undefined): X509Certificate | undefined {
  if (key === undefined || cert === undefined) return undefined;
  try {
    const certificate = new X509Certificate(cert);
    return certificate.checkPrivateKey(createPrivateKey(key)) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

function outlivesLeaf(
  { cert }: KeyAndCertificate,
  { nowMs, alsoAtMs }: { readonly nowMs: number; readonly alsoAtMs: number },
): boolean {
  const { validFrom, validTo } = new X509Certificate(cert);
  const [firstMs, lastMs] = [Math.min(nowMs, alsoAtMs), Math.max(nowMs, alsoAtMs)];
  return Date.parse(validFrom) <= firstMs && Date.parse(validTo) >= lastMs + LEAF_LIFE_MS;
}

/** False when another process has just put its own there: that one counts. */
async function keepAuthority(
  folder: string,
  { key, cert }: KeyAndCertificate,
  isReplacement: boolean,
): Promise<boolean> {
  return writing(folder, async () => {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
    const file = { path: join(folder, AUTHORITY_FILE), text: key + cert, mode: PRIVATE_FILE_MODE };
    return writeWhole(file, isReplacement ? replace : claim);
  });
}

/** Puts the certificate where clients look for it, unless it is there; returns its path. */
async function showAuthority(folder: string, { cert }: KeyAndCertificate): Promise<string> {
  const path = join(folder, CA_FILE);
  if ((await readIfThere(path)) === cert) return path;
  await writing(folder, () => writeWhole({ path, text: cert, mode: PUBLIC_FILE_MODE }, replace));
  return path;
}

async function writing(folder: string, write: () => Promise<boolean>): Promise<boolean> {
  try {
    return await write();
  } catch (cause) {
    throw new StoreError(
      `cannot write the certificate authority to ${folder}: ${reasonOf(cause)}. Give a folder that is writable.`,
      { cause },
    );
  }
}

/** The file appears whole or not at all, and never with a wider mode than its own. */
async function writeWhole(
  { path, text, mode }: { readonly path: string; readonly text: string; readonly mode: number },
  place: (draft: string, path: string) => Promise<boolean>,
): Promise<boolean> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { mode, flag: 'wx' });
    return await place(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Unlike a rename, a link does not replace what is there. */
async function claim(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

async function replace(draft: string, path: string): Promise<boolean> {
  await rename(draft, path);
  return true;
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StoreError(
      `certificate file ${file}: expected a readable file, was not (${reasonOf(cause)}). Give another folder.`,
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'unknown reason';
}
