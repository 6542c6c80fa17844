import type {
  ApiKeyRecord,
  ApiKeyStore,
  ClosingChain,
  ClosingPriceStore,
  CredentialStore,
  CredentialStoreState,
} from '../ports.ts';

/** A credential store that holds what it was given; for replay, where a scenario says what the database contains. */
export function createMemoryCredentialStore(state: CredentialStoreState): CredentialStore {
  return { load: () => Promise.resolve(state) };
}

/** API keys kept in memory. */
export function createMemoryApiKeyStore(records: readonly ApiKeyRecord[]): ApiKeyStore {
  const byId = new Map(records.map((record) => [record.keyId, record]));
  return {
    find: (keyId) => Promise.resolve(byId.get(keyId)),
    used: () => Promise.resolve(),
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
