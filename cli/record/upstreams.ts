/** Where a call through the recording proxy goes on to. */
import { feedTypeOf } from '#mock-dhan/feed/feed-routing.ts';
import type { FeedType } from '#mock-dhan/feed/feed-routing.ts';
import { DHAN_HOSTS } from '#mock-dhan/dhan-hosts.ts';

/** An exchange to record. */
export interface RecordedExchange {
  /** Origin of a mock, which serves every host's paths; undefined for the real exchange with its hosts. */
  readonly origin: string | undefined;
  /** PEM of the authority that a mock's certificate is of; undefined where the machine's own are to be trusted. */
  readonly caPem: string | undefined;
}

/** A call as it arrives. */
export interface ArrivedCall {
  readonly host: string;
  readonly target: string;
  readonly isUpgrade: boolean;
}

/** Where it goes. */
export interface Upstream {
  readonly isTls: boolean;
  readonly host: string;
  readonly port: number;
  /** Path and query as the exchange is asked for them. */
  readonly target: string;
  /** The Host header that the exchange sees; undefined: the client's. */
  readonly hostHeader: string | undefined;
}

const LIVE_FEED_HOSTS: Readonly<Record<FeedType, string>> = {
  live: 'api-feed.dhan.co',
  'depth-20': 'depth-api-feed.dhan.co',
  'depth-200': 'full-depth-api.dhan.co',
  'order-update': 'api-order-update.dhan.co',
};
/** A path by which a client that only knows one address says which socket it means; the host of that socket has none. */
const OWN_FEED_PATH = /^\/(?:twohundreddepth|orderupdate)\/*(?=\?|$)/i;
const AUTH_PATH = /^\/(?:app|partner|consent-login|login)(?:\/|\?|$)/i;
const MASTER_PATH = /^\/api-data\//i;

/** A mock is asked under the name the client used; the real exchange under the host that the name or else the path says. */
export function upstreamOf({ origin }: RecordedExchange, call: ArrivedCall): Upstream {
  if (origin !== undefined) {
    const { protocol, hostname, port } = new URL(origin);
    const isTls = protocol === 'https:';
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    return {
      isTls,
      host,
      port: Number(port || (isTls ? 443 : 80)),
      target: call.target,
      hostHeader: undefined,
    };
  }
  const name = call.host.toLowerCase().replace(/:\d+$/, '');
  const isNamed = DHAN_HOSTS.includes(name);
  const host = isNamed ? name : hostOfPath(call);
  const target = isNamed || !call.isUpgrade ? call.target : call.target.replace(OWN_FEED_PATH, '/');
  return { isTls: true, host, port: 443, target, hostHeader: host };
}

/** What the socket is, by the same rule as the mock's. */
export function feedOf({ host, target }: ArrivedCall): FeedType {
  return feedTypeOf({ host, path: target.split('?', 1)[0] ?? '' });
}

function hostOfPath(call: ArrivedCall): string {
  if (call.isUpgrade) return LIVE_FEED_HOSTS[feedOf(call)];
  if (MASTER_PATH.test(call.target)) return 'images.dhan.co';
  return AUTH_PATH.test(call.target) ? 'auth.dhan.co' : 'api.dhan.co';
}
