/** Who called what and how it was answered, for the counters and the journal. */
import type { Accounts } from '../world/accounts.ts';
import type { RestExchange } from './rest-exchange.ts';

/** Who calls what, told once a call. */
export interface Call {
  /** Undefined for a path nobody knows. */
  readonly route: string | undefined;
  /** By the client's own word, or by its token; empty when neither says. */
  readonly clientId: string;
}

/** The caller by its `client-id` header, or else by whose token it sent. */
export function callerOf(
  {
    clientId,
    accessToken = '',
  }: { readonly clientId: string | undefined; readonly accessToken: string | undefined },
  accounts: Accounts,
): string {
  return clientId ?? accounts.ownerOf(accessToken)?.clientId ?? '';
}

/** Counts the call and writes it into the journal. */
export function recordCall(
  { route = 'other', clientId }: Call,
  status: number,
  exchange: RestExchange,
): void {
  exchange.requests.record(route, status);
  exchange.journal.record({
    kind: 'request',
    atMs: exchange.clock.nowMs(),
    // A client id is whatever somebody sent as one.
    clientId: clientId.slice(0, CLIENT_ID_LENGTH_MAX),
    route,
    status,
  });
}

const CLIENT_ID_LENGTH_MAX = 32;
