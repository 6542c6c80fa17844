import { resolveCredentials } from '../cache/credentials.ts';
import type { CredentialDatabase, CredentialResolution } from '../cache/credentials.ts';
import type { EngineOptions } from '../engine-options.ts';
import { StoreError } from '../errors.ts';

/** Reads all three sources and chooses. A database that cannot be read is one more source without credentials, and is named. */
export async function loadCredentials(
  options: Pick<EngineOptions, 'credentialSources' | 'clock'>,
): Promise<CredentialResolution> {
  const { environment, dotenv } = options.credentialSources;
  const storeState = await readDatabase(options);
  return resolveCredentials({ environment, dotenv, storeState, nowMs: options.clock.nowMs() });
}

async function readDatabase(options: Pick<EngineOptions, 'credentialSources'>): Promise<CredentialDatabase> {
  try {
    return await options.credentialSources.store.load();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { kind: 'unreadable', location: 'credential store', problem: error.message };
  }
}
