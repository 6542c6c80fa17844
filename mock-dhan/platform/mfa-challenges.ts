import { MS_PER_MINUTE } from '#engine/market/ist-time.ts';
import { totpStep } from '../world/totp.ts';

const LIFE_MS = 5 * MS_PER_MINUTE;
const ATTEMPTS_MAX = 5;
/** Logins that wait for their code at the same time; the oldest makes room. */
const CHALLENGES_MAX = 10_000;

/** A login whose password was right. */
interface Challenge {
  readonly userId: number;
  readonly isPersistent: boolean;
  readonly expiresAtMs: number;
  wrongCodes: number;
}

/** What became of a code. */
export type MfaOutcome =
  | { readonly kind: 'passed'; readonly userId: number; readonly isPersistent: boolean }
  /** No such challenge: never begun, over, used or given up. */
  | { readonly kind: 'no-challenge' }
  | { readonly kind: 'wrong-code' }
  /** One wrong code too many: the challenge has ended. */
  | { readonly kind: 'too-many' };

/** The second steps of logins. A challenge is good for five minutes, five wrong codes and one right one; a code is good once, and so are those before it. */
export class MfaChallenges {
  readonly #challenges = new Map<string, Challenge>();
  /** The newest step that each user has used up. */
  readonly #usedSteps = new Map<number, number>();

  /** Seconds. */
  get lifeSeconds(): number {
    return LIFE_MS / 1000;
  }

  /** `token` names the challenge to whoever logged in. */
  open(
    token: string,
    login: { readonly userId: number; readonly isPersistent: boolean },
    nowMs: number,
  ): void {
    const [oldest] = this.#challenges.keys();
    if (this.#challenges.size >= CHALLENGES_MAX && oldest !== undefined) this.#challenges.delete(oldest);
    this.#challenges.set(token, { ...login, expiresAtMs: nowMs + LIFE_MS, wrongCodes: 0 });
  }

  /** Errors: none; a secret that cannot be found refuses every code. */
  answer(
    token: string,
    code: string,
    by: { readonly secretOf: (userId: number) => string | undefined; readonly nowMs: number },
  ): MfaOutcome {
    const challenge = this.#challenges.get(token);
    if (!challenge || by.nowMs >= challenge.expiresAtMs) {
      this.#challenges.delete(token);
      return { kind: 'no-challenge' };
    }
    const { userId, isPersistent } = challenge;
    const secret = by.secretOf(userId);
    const step = secret === undefined ? undefined : totpStep(code, secret, by.nowMs);
    if (step !== undefined && step > (this.#usedSteps.get(userId) ?? Number.NEGATIVE_INFINITY)) {
      this.#usedSteps.set(userId, step);
      this.#challenges.delete(token);
      return { kind: 'passed', userId, isPersistent };
    }
    challenge.wrongCodes += 1;
    if (challenge.wrongCodes < ATTEMPTS_MAX) return { kind: 'wrong-code' };
    this.#challenges.delete(token);
    return { kind: 'too-many' };
  }
}
