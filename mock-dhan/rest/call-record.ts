/** Who called what and how it was answered, for the counters and the journal. */
import type { Clock } from '#engine/ports.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import type { RequestCounters } from './request-counters.ts';

/** Where calls are counted and written down. */
export interface CallLedger {
  readonly clock: Clock;
  readonly requests: RequestCounters;
  readonly journal: ExchangeJournal;
}

/** Whose an access token is; undefined for one that is nobody's. */
export interface TokenOwners {
  ownerOf(accessToken: string): { readonly clientId: string } | undefined;
}

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
  accounts: TokenOwners,
): string {
  return clientId ?? accounts.ownerOf(accessToken)?.clientId ?? '';
}

/** Counts the call and writes it into the journal. */
export function recordCall({ route = 'other', clientId }: Call, status: number, ledger: CallLedger): void {
  ledger.requests.record(route, status);
  ledger.journal.record({
    kind: 'request',
    atMs: ledger.clock.nowMs(),
    // A client id is whatever somebody sent as one.
    clientId: clientId.slice(0, CLIENT_ID_LENGTH_MAX),
    route,
    status,
  });
}

const CLIENT_ID_LENGTH_MAX = 32;
