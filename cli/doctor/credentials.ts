import { readDotenvFile } from '#engine/adapters/dotenv-file.ts';
import { createSqliteCredentialStore } from '#engine/adapters/sqlite-stores.ts';
import { resolveCredentials } from '#engine/cache/credentials.ts';
import type { CredentialDatabase } from '#engine/cache/credentials.ts';
import { StoreError } from '#engine/errors.ts';
import { credentialFacts, settingLines } from '#engine/verify/credential-facts.ts';
import type { Finding, LocalSetup } from './finding.ts';

const DATABASE = 'preopen.db';

/** Whether a login is there, from where, and for how long. Never what it is. */
export async function findCredentials(
  { database = DATABASE }: Pick<LocalSetup, 'database'>,
  environment: Readonly<Record<string, string | undefined>>,
  nowMs: number = Date.now(),
): Promise<Finding> {
  const resolution = resolveCredentials({
    environment,
    dotenv: readDotenvFile('.env'),
    storeState: await stored(database),
    nowMs,
  });
  const { state, details } = credentialFacts(resolution);
  const finding = { id: 'credentials', group: 'credentials', observed: details.join('; ') } as const;
  switch (state) {
    case 'found':
      return { ...finding, status: 'pass', remedy: '' };
    case 'missing':
      return {
        ...finding,
        status: 'warn',
        observed: 'none in the environment, .env or the database; the mock brings its own',
        remedy: `For verify --exchange live: ${settingLines()}`,
      };
    case 'partial':
    case 'unusable':
    case 'ambiguous':
      return { ...finding, status: 'fail', remedy: resolution.kind === 'refused' ? resolution.remedy : '' };
  }
}

async function stored(file: string): Promise<CredentialDatabase> {
  try {
    return await createSqliteCredentialStore(file).load();
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'unreadable', location: file, problem: error.message };
    throw error;
  }
}
