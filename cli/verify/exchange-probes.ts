/** The probes of an exchange, over the network or in memory. */
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import { createDhanRest } from '#engine/adapters/dhan-rest.ts';
import { createCredentialProbe } from '#engine/adapters/probes/credential-probe.ts';
import { createExchangeProbe } from '#engine/adapters/probes/exchange-probe.ts';
import { resolveCredentials } from '#engine/cache/credentials.ts';
import type { CredentialSources } from '#engine/cache/credentials.ts';
import type { Clock, HttpTransport, SocketTransport, Timers } from '#engine/ports.ts';
import type { Underlying } from '#engine/market/instrument.ts';
import type { ExtraSocket } from '#engine/verify/targets.ts';

/** How the exchange is reached, and where credentials for it are looked for. */
export interface ExchangeProbeOptions {
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
  readonly clock: Clock & Timers;
  readonly restUrl: string;
  readonly feedUrl: string;
  readonly masterUrl: string;
  readonly socketUrls: Readonly<Record<ExtraSocket, string>>;
  readonly underlyings: readonly Underlying[];
  /** How long a price may take to move, in ms. */
  readonly deadlineMs: number;
  readonly credentialSources: () => Promise<Omit<CredentialSources, 'nowMs'>>;
}

/** Probes that have asked nothing yet; the exchange's is to be closed. */
export function openExchangeProbes(options: ExchangeProbeOptions): {
  readonly exchange: ReturnType<typeof createExchangeProbe>;
  readonly credentials: ReturnType<typeof createCredentialProbe>;
} {
  const { http, sockets, clock, restUrl, feedUrl, masterUrl, underlyings, deadlineMs } = options;
  const exchange = createExchangeProbe({
    rest: createDhanRest({ transport: http, restUrl, masterUrl }),
    feed: createDhanFeed({ sockets, feedUrl }),
    http,
    clock,
    restUrl,
    feedUrl,
    masterUrl,
    extraSockets: { sockets, urls: options.socketUrls },
    credentials: () => credentials.credentials(),
    underlyings,
    deadlineMs,
  });
  const credentials = createCredentialProbe({
    clock,
    market: exchange.market,
    profile: exchange.profile,
    resolve: async (nowMs) => resolveCredentials({ ...(await options.credentialSources()), nowMs }),
  });
  return { exchange, credentials };
}
