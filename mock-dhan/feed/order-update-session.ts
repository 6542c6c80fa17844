import type { Clock, TimerHandle, Timers } from '#engine/ports.ts';
import type { DisconnectReason } from '#engine/wire/feed-codes.ts';
import { disconnectMeaning } from '#engine/wire/feed-codes.ts';
import { parseOrderUpdateLogin } from '#engine/wire/order-update-login.ts';
import type { OrderUpdateLogin } from '#engine/wire/order-update-login.ts';
import { CLOSE_NORMAL, ClientSession } from './client-session.ts';
import type { SessionOptions } from './client-session.ts';
import { RESET_AFTER_MS } from './feed-login.ts';

/** One client of the order-update socket: connected without a word, logged in by its first message, silent until something happens to an order. */
export class OrderUpdateSession extends ClientSession {
  readonly #judge: (login: OrderUpdateLogin) => boolean;
  readonly #timers: Clock & Timers;
  #state: 'awaiting-login' | 'logged-in' | 'refused' = 'awaiting-login';
  #resetTimer: TimerHandle | undefined;

  /** `judge` answers whether a login is good. */
  constructor(options: SessionOptions & { readonly judge: (login: OrderUpdateLogin) => boolean }) {
    super(options);
    this.#judge = options.judge;
    this.#timers = options.keepAlive;
  }

  /** This socket has no packets, so the reason stands in the close frame. */
  override disconnect(reason: DisconnectReason): void {
    if (!this.isEnded) this.close(CLOSE_NORMAL, `${reason}: ${disconnectMeaning(reason)}`);
  }

  protected override obey(text: string): void {
    if (this.#state !== 'awaiting-login') return;
    const login = parseOrderUpdateLogin(text);
    if (!login) return;
    this.#state = this.#judge(login) ? 'logged-in' : 'refused';
    if (this.#state === 'logged-in') this.loggedIn(login.clientId, login.token ?? '');
    else this.#resetTimer = this.#timers.at(this.#timers.nowMs() + RESET_AFTER_MS, () => this.reset());
  }

  protected override release(): void {
    this.#resetTimer?.cancel();
  }
}
