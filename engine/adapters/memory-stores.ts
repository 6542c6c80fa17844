import type {
  ApiKeyRecord,
  ApiKeyStore,
  ApiKeyUsage,
  ClosingChain,
  ClosingPriceStore,
  CredentialStore,
  CredentialStoreState,
} from '../ports.ts';

/** A credential store that holds what it was given; for replay, where a scenario says what the database contains. */
export function createMemoryCredentialStore(state: CredentialStoreState): CredentialStore {
  return { load: () => Promise.resolve(state) };
}

const USAGE_MAX = 10_000;

/** API keys kept in memory; `usage` has the newest calls, oldest first. */
export function createMemoryApiKeyStore(
  records: readonly ApiKeyRecord[],
): ApiKeyStore & { usage(): readonly ApiKeyUsage[] } {
  const byId = new Map(records.map((record) => [record.keyId, record]));
  const calls: ApiKeyUsage[] = [];
  let oldest = 0;
  return {
    find: (keyId) => Promise.resolve(byId.get(keyId)),
    used: () => Promise.resolve(),
    note(usage) {
      if (calls.length < USAGE_MAX) calls.push(usage);
      else {
        calls[oldest] = usage;
        oldest = (oldest + 1) % USAGE_MAX;
      }
    },
    usage: () => [...calls.slice(oldest), ...calls.slice(0, oldest)],
  };
}

/** Closing prices kept in memory for as long as the store lives. */
export function createMemoryClosingPriceStore(saved: readonly ClosingChain[] = []): ClosingPriceStore {
  const chains = new Map(saved.map((chain) => [keyOf(chain), chain]));
  return {
    save: (closing) => {
      for (const chain of closing) chains.set(keyOf(chain), chain);
      return Promise.resolve();
    },
    loadBefore: (date) => {
      const earlier = [...chains.values()].filter((chain) => chain.tradingDate < date);
      const latest = earlier.reduce((max, chain) => (chain.tradingDate > max ? chain.tradingDate : max), '');
      return Promise.resolve(earlier.filter((chain) => chain.tradingDate === latest));
    },
  };
}

function keyOf({ tradingDate, underlying, expiry }: ClosingChain): string {
  return `${tradingDate} ${underlying} ${expiry}`;
}
