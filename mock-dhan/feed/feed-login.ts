import type { Clock, Timers } from '#engine/ports.ts';
import { disconnectMeaning } from '#engine/wire/feed-codes.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { Accounts } from '../world/accounts.ts';
import { LOGIN_REFUSALS } from '../world/login-refusals.ts';
import type { SessionJournal } from '../journal/session-journal.ts';
import type { FeedSink, FeedTally } from './feed-sink.ts';

/** How long after a bad login a reset comes, time enough for the 101 to arrive. Source: dhan-v2-wire 8. */
export const RESET_AFTER_MS = 10;

/** The login of a feed connection, as its URL carries it. */
export interface FeedLogin {
  readonly token: string | undefined;
  readonly clientId: string | undefined;
}

/** Why `login` opens no session on a data feed; undefined when it does. */
export function refusalOf(
  accounts: Accounts,
  login: FeedLogin | undefined,
  nowMs: number,
): DisconnectReason | undefined {
  const verdict = accounts.judgeLogin({
    accessToken: login?.token,
    clientId: login?.clientId ?? '',
    nowMs,
    needsDataPlan: true,
  });
  return verdict === 'ok' ? undefined : LOGIN_REFUSALS[verdict];
}

/** Ends a connection that has no session: by the feed's own disconnect packet and a close, or by another wire without a word. */
export function turnAway(
  sink: FeedSink,
  refused: {
    readonly reason: DisconnectReason;
    readonly packet: Uint8Array;
    readonly clientId: string;
  },
  feed: {
    readonly tally: FeedTally;
    readonly wire: WireProfile;
    readonly timers: Clock & Timers;
    readonly journal: SessionJournal;
  },
): void {
  const { tally, wire, timers, journal } = feed;
  journal.connected(refused.clientId);
  journal.disconnected('exchange', `${refused.reason} ${disconnectMeaning(refused.reason)}`);
  if (wire.badFeedLogin === 'reset') {
    timers.at(timers.nowMs() + RESET_AFTER_MS, () => sink.reset());
    return;
  }
  tally.packets += 1;
  tally.messages += 1;
  sink.send(refused.packet);
  sink.close(1000, '');
}
