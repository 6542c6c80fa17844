import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { Accounts, LoginVerdict } from '../world/accounts.ts';
import type { FeedSink, FeedTally } from './client-session.ts';

/** The login of a feed connection, as its URL carries it. */
export interface FeedLogin {
  readonly token: string | undefined;
  readonly clientId: string | undefined;
}

/** Why a login that a session cannot open with, or go on with, is turned away. Source: dhan-v2-wire 2.3, 6.5. */
export const REFUSALS: Readonly<Record<Exclude<LoginVerdict, 'ok'>, DisconnectReason>> = {
  missing: 808,
  malformed: 809,
  unknown: 809,
  expired: 807,
  'client-mismatch': 810,
  'no-data-plan': 806,
};

/** Why `login` opens no session on a data feed; undefined when it does. */
export function refusalOf(accounts: Accounts, login: FeedLogin, nowMs: number): DisconnectReason | undefined {
  const verdict = accounts.judgeLogin({
    accessToken: login.token,
    clientId: login.clientId ?? '',
    nowMs,
  });
  return verdict === 'ok' ? undefined : REFUSALS[verdict];
}

/** Tells a client that has no session why, by the feed's own disconnect packet and a close. */
export function turnAway(sink: FeedSink, disconnectPacket: Uint8Array, tally: FeedTally): void {
  tally.packets += 1;
  tally.messages += 1;
  sink.send(disconnectPacket);
  sink.flush();
  sink.close(1000, '');
}
