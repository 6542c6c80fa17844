import type { CredentialResolution } from '../../cache/credentials.ts';
import type { Clock, Credentials, Profile } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import { credentialFacts } from '../../verify/credential-facts.ts';
import type { CredentialTarget, ExchangeAnswer, MarketNow } from '../../verify/targets.ts';
import { once } from './asked-once.ts';

/** What a credential probe needs. */
export interface CredentialProbeOptions {
  readonly clock: Clock;
  /** The market at the exchange's own time, which decides whether a token has expired. */
  readonly market: MarketNow;
  /** `GET /profile` with the pair, for the end of the token as the exchange knows it. */
  readonly profile: () => Promise<ExchangeAnswer<Profile>>;
  /** Reads the sources and chooses, as the engine does; called once. */
  readonly resolve: (nowMs: number) => Promise<CredentialResolution>;
}

/** The facts to judge, and the pair itself for whoever logs in. */
export interface CredentialProbe extends CredentialTarget {
  /** For the exchange probe; undefined when the resolution was a refusal. */
  readonly credentials: () => Promise<Credentials | undefined>;
}

/** Resolves the credentials once, at the exchange's time, or at ours while the exchange cannot be reached. */
export function createCredentialProbe(options: CredentialProbeOptions): CredentialProbe {
  const { clock, market, resolve } = options;
  const resolution = once(async () => resolve(await exchangeNowMs(clock, market)));
  return {
    market,
    validUntilMs: async () => {
      const profile = await options.profile();
      return profile.kind === 'ok' ? profile.value.tokenValidUntilMs : undefined;
    },
    facts: async () => credentialFacts(await resolution()),
    credentials: async () => {
      const resolved = await resolution();
      return resolved.kind === 'found' ? resolved.credentials : undefined;
    },
  };
}

async function exchangeNowMs(clock: Clock, market: MarketNow): Promise<number> {
  try {
    return (await market('NSE')).nowMs;
  } catch (error) {
    if (error instanceof ProbeUnreachable) return clock.nowMs();
    throw error;
  }
}
