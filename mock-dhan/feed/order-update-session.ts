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
  #userType: OrderUpdateLogin['userType'] = 'SELF';
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

  /** Whether it hears of the orders of that account; a partner hears of the accounts whose tokens were made for it. */
  follows(account: { readonly clientId: string; readonly partnerId: string }): boolean {
    if (this.isEnded || this.#state !== 'logged-in') return false;
    return this.clientId === (this.#userType === 'PARTNER' ? account.partnerId : account.clientId);
  }

  /** Text frames of so many alerts. They are never conflated: a client that reads too slowly for them is closed. */
  alert(frames: Uint8Array, alerts: number): void {
    if (!this.isEnded) this.sendFrames(frames, alerts);
  }

  protected override obey(text: string): void {
    if (this.#state !== 'awaiting-login') return;
    const login = parseOrderUpdateLogin(text);
    if (!login) return;
    this.#state = this.#judge(login) ? 'logged-in' : 'refused';
    this.#userType = login.userType;
    if (this.#state === 'logged-in') this.loggedIn(login.clientId, login.token ?? '');
    else this.#resetTimer = this.#timers.at(this.#timers.nowMs() + RESET_AFTER_MS, () => this.reset());
  }

  protected override release(): void {
    this.#resetTimer?.cancel();
  }
}
