/** The folder of one run: the hooks beside their settings, and what the child is to trust. Removed with everything in it at the end. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '#engine/errors.ts';
import { LOCAL_NAMES, REDIRECTED_HOSTS, REFUSALS } from './destinations.ts';

/** Paths in it, absolute. */
export interface RunFolder extends Disposable {
  readonly path: string;
  /** Loaded by Node's --import. */
  readonly nodeHook: string;
  /** What the hooks append their reports to. */
  readonly reportsFile: string;
}

/** Makes the folder, for its owner alone. */
export function createRunFolder(): RunFolder {
  const path = mkdtempSync(join(tmpdir(), 'preopen-run-'));
  return {
    path,
    nodeHook: join(path, 'redirect.mjs'),
    reportsFile: join(path, 'reports.jsonl'),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Puts the hooks there with what they need to know. */
export function installHooks(
  folder: RunFolder,
  settings: { readonly exchangePort: number; readonly caFile: string; readonly allowed: readonly string[] },
): void {
  for (const name of ['sitecustomize.py', 'redirect.mjs'])
    copyFileSync(join(hooksFolder(), name), join(folder.path, name));
  writeFileSync(folder.reportsFile, '', { mode: 0o600 });
  const known = { hosts: REDIRECTED_HOSTS, localNames: LOCAL_NAMES, refusals: REFUSALS };
  const text = JSON.stringify({ ...settings, ...known, reportsFile: folder.reportsFile });
  writeFileSync(join(folder.path, 'settings.json'), text, { mode: 0o600 });
}

/**
 * A file of every authority a client may need: the mock's, those the user has named already, and the public ones for hosts that are
 * allowed. Most variables that name such a file replace what a program trusts.
 */
export function writeTrustBundle(folder: RunFolder, caPem: string, usersFiles: readonly string[]): string {
  const users = usersFiles.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  const file = join(folder.path, 'trusted.pem');
  writeFileSync(file, [caPem, ...users, ...rootCertificates].join('\n'));
  return file;
}

/** The hooks stand at the package root, both in a checkout and in the built package. */
function hooksFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  const parentsMax = 6;
  for (let depth = 0; depth < parentsMax; depth += 1) {
    const candidate = join(folder, 'cli', 'run', 'hooks');
    if (existsSync(join(candidate, 'sitecustomize.py'))) return candidate;
    folder = dirname(folder);
  }
  throw new ConfigError('run: expected cli/run/hooks beside the program, was none. Reinstall the package.');
}
