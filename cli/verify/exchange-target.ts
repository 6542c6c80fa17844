/** An exchange on the network as something to verify: a served mock by URL, or the real one by consent. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
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
import { ConfigError } from '#engine/errors.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { Underlying } from '#engine/market/instrument.ts';
import type { ExtraSocket, VerifyTargets } from '#engine/verify/targets.ts';
import type { Evidence } from './evidence.ts';

/** Where an exchange is reached. */
export interface ExchangeAddress {
  readonly restUrl: string;
  readonly feedUrl: string;
  readonly masterUrl: string;
  /** The sockets beside the live feed. */
  readonly socketUrls: Readonly<Record<ExtraSocket, string>>;
  readonly underlyings: readonly Underlying[];
  readonly isLive: boolean;
}

/** The real hosts. Nothing but `--exchange live` leads here. Source: dhan-v2-wire 1.1. */
const LIVE: ExchangeAddress = {
  restUrl: 'https://api.dhan.co/v2',
  feedUrl: 'wss://api-feed.dhan.co',
  masterUrl: 'https://images.dhan.co/api-data/api-scrip-master-detailed.csv',
  socketUrls: {
    'depth-20': 'wss://depth-api-feed.dhan.co/twentydepth',
    'depth-200': 'wss://full-depth-api.dhan.co/',
    'order-updates': 'wss://api-order-update.dhan.co',
  },
  underlyings: UNDERLYINGS,
  isLive: true,
};

/** Errors: ConfigError for anything but `live` and an http(s) URL; a served mock's URL may end in /v2 or not. */
export function exchangeAddress(target: string, command = 'verify'): ExchangeAddress {
  if (target === 'live') return LIVE;
  const url = URL.parse(target);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ConfigError(
      `${command} --exchange: expected ${command === 'verify' ? 'mock, ' : ''}live or a URL such as http://127.0.0.1:8443, was "${target}".`,
    );
  const feedUrl = url.origin.replace(/^http/, 'ws');
  return {
    restUrl: `${url.origin}/v2`,
    feedUrl,
    socketUrls: socketUrls(feedUrl),
    masterUrl: `${url.origin}/api-data/api-scrip-master-detailed.csv`,
    underlyings: UNDERLYINGS,
    isLive: false,
  };
}

/** Where a mock has its sockets: every feed by its path on one port. */
export function socketUrls(feedUrl: string): Readonly<Record<ExtraSocket, string>> {
  return {
    'depth-20': `${feedUrl}/twentydepth`,
    'depth-200': `${feedUrl}/twohundreddepth`,
    'order-updates': `${feedUrl}/orderupdate`,
  };
}

/** Reads the authority of `verify --ca FILE`. Errors: ConfigError without a served https exchange, or an unreadable file. */
export function readAuthority(
  file: string,
  address: ExchangeAddress | undefined,
  command = 'verify',
): string {
  if (!address || address.isLive || !address.restUrl.startsWith('https:'))
    throw new ConfigError(
      `${command} --ca: expected the https URL of a served mock as --exchange, was none. Leave --ca out.`,
    );
  try {
    return new X509Certificate(readFileSync(file)).toString();
  } catch (cause) {
    throw new ConfigError(
      `${command} --ca: expected a PEM certificate, was not readable as one (${file}). Give the caFile of the ready file.`,
      { cause },
    );
  }
}

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
