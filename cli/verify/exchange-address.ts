/** Where an exchange is reached: a served mock by URL, or the real one by consent. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '#engine/errors.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import type { Underlying } from '#engine/market/instrument.ts';
import type { ExtraSocket } from '#engine/verify/targets.ts';

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
