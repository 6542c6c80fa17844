import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import { parseFirstVersionLogin } from '#engine/wire/first-version-login.ts';
import { LOGIN_REFUSALS } from '../world/login-refusals.ts';
import type { SessionOptions } from './client-session.ts';
import type { FeedLogin } from './feed-login.ts';
import { FeedSession } from './feed-session.ts';
import type { FeedFloor } from './feed-session.ts';

/** How long a client may stay connected without a login. */
const LOGIN_WITHIN_MS = 10_000;

/** A client of the API's first version: connected without a query, logged in by its first binary message, deaf to text before that. */
export class FirstVersionSession extends FeedSession {
  readonly #floor: FeedFloor;
  readonly #judge: (login: FeedLogin) => DisconnectReason | undefined;
  readonly #patience: TimerHandle;
  #isLoggedIn = false;

  /** `judge` answers why a login is no good, undefined for a good one. */
  constructor(
    floor: FeedFloor,
    options: Omit<SessionOptions, 'clientId' | 'accessToken'> & {
      readonly keepAlive: Clock & Timers;
      readonly judge: (login: FeedLogin) => DisconnectReason | undefined;
    },
  ) {
    super(floor, { ...options, clientId: '', accessToken: '' });
    this.#floor = floor;
    this.#judge = options.judge;
    this.#patience = options.keepAlive.at(options.keepAlive.nowMs() + LOGIN_WITHIN_MS, () =>
      this.#refuse(LOGIN_REFUSALS.missing),
    );
  }

  protected override obey(text: string): void {
    if (this.#isLoggedIn) super.obey(text);
  }

  protected override obeyBinary(bytes: Uint8Array): void {
    const login = this.#isLoggedIn ? undefined : parseFirstVersionLogin(bytes);
    if (!login) return;
    const refusal = this.#judge(login);
    if (refusal !== undefined) {
      this.#refuse(refusal);
      return;
    }
    this.#patience.cancel();
    this.#isLoggedIn = true;
    this.loggedIn(login.clientId, login.token);
  }

  protected override release(): void {
    this.#patience.cancel();
    super.release();
  }

  /** As a login in the query is refused. */
  #refuse(reason: DisconnectReason): void {
    if (this.#floor.wire.badFeedLogin === 'reset') this.reset();
    else this.disconnect(reason);
  }
}
