import type { Clock, Timers } from '#engine/ports.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { ClientSession } from './client-session.ts';
import type { FeedSink } from './feed-sink.ts';
import type { FeedLogin } from './feed-login.ts';

/** The exchange's sockets. */
export type FeedType = 'live' | 'depth-20' | 'depth-200' | 'order-update';

/** A client as whoever holds its connection tells of it. */
export interface ConnectedClient {
  /** A message of the client's. */
  receive(message: string | Uint8Array): void;
  /** Any sign of life. */
  heardFromClient(): void;
  pinged(data: Uint8Array): void;
  /** The connection is gone. */
  clientClosed(): void;
}

/** Any of the feeds, as whoever holds the connection meets it. */
export interface SocketFeed<Client extends ConnectedClient = ConnectedClient> {
  /** The session of an accepted connection; undefined when the login was refused, which the client has then been told. */
  connect(login: FeedLogin | undefined, sink: FeedSink, keepAlive?: Clock & Timers): Client | undefined;
  /** Ends a client's sessions, or everybody's, as the exchange ends them for that reason; tells how many there were. */
  disconnect(reason: DisconnectReason, clientId?: string): number;
  /** Open sessions of one client, or all of them, oldest first. */
  sessions(clientId?: string): readonly ClientSession[];
  /** Ends a session as one too many. */
  evict(session: ClientSession): void;
}

const FEED_BY_PATH: ReadonlyMap<string, FeedType> = new Map([
  ['/twentydepth', 'depth-20'],
  ['/twohundreddepth', 'depth-200'],
  ['/orderupdate', 'order-update'],
]);

/** Source: dhan-v2-wire 1.1. */
const FEED_BY_HOST: ReadonlyMap<string, FeedType> = new Map([
  ['depth-api-feed.dhan.co', 'depth-20'],
  ['full-depth-api.dhan.co', 'depth-200'],
  ['api-order-update.dhan.co', 'order-update'],
]);

/**
 * Which feed a client means: by its path, else by the name it calls the exchange by, else the live feed, whatever the path. One port serves all
 * of Dhan's hosts, so a client that only swaps host and port still says by path what it wants; `/orderupdate` is ours, Dhan's has no path.
 */
export function feedTypeOf(address: { readonly host: string; readonly path: string }): FeedType {
  // The lookbehind starts only where slashes begin, or a path of thousands of them would take seconds.
  const path = address.path.replace(/(?<!\/)\/+$/, '').toLowerCase();
  const host = address.host.replace(/:\d+$/, '').toLowerCase();
  return FEED_BY_PATH.get(path) ?? FEED_BY_HOST.get(host) ?? 'live';
}

/** The login as the query of a feed URL carries it; undefined without any query, as the API's first version connects. */
export function loginOf(query: URLSearchParams): FeedLogin | undefined {
  if (query.size === 0) return undefined;
  return { token: query.get('token') ?? undefined, clientId: query.get('clientId') ?? undefined };
}
