/** An exchange on the network as something to verify. */
import type { CallCounter } from '#engine/adapters/call-counter.ts';
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import { createDhanRest } from '#engine/adapters/dhan-rest.ts';
import { readDotenvFile } from '#engine/adapters/dotenv-file.ts';
import { createCredentialProbe } from '#engine/adapters/probes/credential-probe.ts';
import { createExchangeProbe } from '#engine/adapters/probes/exchange-probe.ts';
import { createSqliteCredentialStore } from '#engine/adapters/sqlite-stores.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import { resolveCredentials } from '#engine/cache/credentials.ts';
import type { VerifyTargets } from '#engine/verify/targets.ts';
import type { Evidence } from './evidence.ts';
import type { ExchangeAddress } from './exchange-address.ts';

/** How the exchange is asked, and by whose credentials. */
export interface ExchangeTargetOptions {
  /** How long a price may take to move, in ms. */
  readonly timeout: number;
  readonly database?: string;
  readonly caPem?: string;
  /** Keeps what passes. */
  readonly evidence?: Evidence;
}

/** Opens the probes; credentials are looked for in the environment, in .env and, where one is named, in a database. */
export function openExchangeTargets(
  address: ExchangeAddress,
  options: ExchangeTargetOptions,
  counter: CallCounter,
): AsyncDisposable & { readonly targets: Pick<VerifyTargets, 'credentials' | 'exchange'> } {
  const clock = new SystemClock();
  const access = { allowLive: address.isLive, caPem: options.caPem };
  const { evidence } = options;
  const transport = createUndiciTransport(access);
  const http = counter.http(evidence?.http(transport) ?? transport);
  const plainSockets = createWsTransport(access);
  const sockets = counter.sockets(evidence?.sockets(plainSockets) ?? plainSockets);
  const exchange = createExchangeProbe({
    rest: createDhanRest({ transport: http, restUrl: address.restUrl, masterUrl: address.masterUrl }),
    feed: createDhanFeed({ sockets, feedUrl: address.feedUrl }),
    http,
    clock,
    restUrl: address.restUrl,
    feedUrl: address.feedUrl,
    masterUrl: address.masterUrl,
    extraSockets: { sockets, urls: address.socketUrls },
    credentials: () => credentials.credentials(),
    underlyings: address.underlyings,
    deadlineMs: options.timeout,
  });
  const credentials = createCredentialProbe({
    clock,
    market: exchange.market,
    profile: exchange.profile,
    resolve: async (nowMs) =>
      resolveCredentials({
        environment: process.env,
        dotenv: readDotenvFile('.env'),
        storeState: await createSqliteCredentialStore(options.database ?? 'preopen.db').load(),
        nowMs,
      }),
  });
  return {
    targets: { credentials, exchange },
    async [Symbol.asyncDispose]() {
      exchange.close();
      await transport.close();
    },
  };
}
