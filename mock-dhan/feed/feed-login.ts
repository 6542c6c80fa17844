import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { Accounts } from '../world/accounts.ts';
import { LOGIN_REFUSALS } from '../world/login-refusals.ts';
import type { FeedSink, FeedTally } from './client-session.ts';

/** The login of a feed connection, as its URL carries it. */
export interface FeedLogin {
  readonly token: string | undefined;
  readonly clientId: string | undefined;
}

/** Why `login` opens no session on a data feed; undefined when it does. */
export function refusalOf(accounts: Accounts, login: FeedLogin, nowMs: number): DisconnectReason | undefined {
  const verdict = accounts.judgeLogin({
    accessToken: login.token,
    clientId: login.clientId ?? '',
    nowMs,
  });
  return verdict === 'ok' ? undefined : LOGIN_REFUSALS[verdict];
}

/** Tells a client that has no session why, by the feed's own disconnect packet and a close. */
export function turnAway(sink: FeedSink, disconnectPacket: Uint8Array, tally: FeedTally): void {
  tally.packets += 1;
  tally.messages += 1;
  sink.send(disconnectPacket);
  sink.flush();
  sink.close(1000, '');
}
