import { MS_PER_MINUTE } from '#engine/market/ist-time.ts';

/** How often one e-mail may try to log in. */
export interface LoginLimitOptions {
  readonly attemptsMax: number;
  readonly windowMs: number;
}

/** Source: seed-requirements I30; deployments set 1000 attempts per minute where tests log in often. */
export const DEFAULT_LOGIN_LIMIT: LoginLimitOptions = { attemptsMax: 5, windowMs: 15 * MS_PER_MINUTE };

/** E-mails that are counted at the same time; those whose window is over make room, then the oldest. */
const EMAILS_MAX = 10_000;

/** Counts attempts per e-mail in fixed windows, which begin with the first attempt and do not slide. */
export class LoginLimit {
  readonly #options: LoginLimitOptions;
  /** By e-mail, oldest window first. */
  readonly #windows = new Map<string, { readonly startedAtMs: number; attempts: number }>();

  constructor(options: LoginLimitOptions) {
    this.#options = options;
  }

  /** Seconds that a refused caller is told to wait: the whole window, as the original tells it, not the rest of it. */
  get retryAfterSeconds(): number {
    return Math.ceil(this.#options.windowMs / 1000);
  }

  /** Counts one attempt at `nowMs`; false when it is one too many. */
  admits(email: string, nowMs: number): boolean {
    const key = email.toLowerCase();
    const window = this.#windows.get(key);
    const sinceStartMs = nowMs - (window?.startedAtMs ?? -Infinity);
    // A clock that was set back opens a new window: nobody stays locked out until the old time returns.
    if (window && sinceStartMs >= 0 && sinceStartMs < this.#options.windowMs) {
      window.attempts += 1;
      return window.attempts <= this.#options.attemptsMax;
    }
    this.#windows.delete(key);
    this.#makeRoom(nowMs);
    this.#windows.set(key, { startedAtMs: nowMs, attempts: 1 });
    return this.#options.attemptsMax > 0;
  }

  #makeRoom(nowMs: number): void {
    if (this.#windows.size < EMAILS_MAX) return;
    for (const [email, { startedAtMs }] of this.#windows)
      if (nowMs - startedAtMs >= this.#options.windowMs) this.#windows.delete(email);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size >= EMAILS_MAX && oldest !== undefined) this.#windows.delete(oldest);
  }
}
