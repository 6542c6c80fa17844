/** What a refresh token says of itself. */
export interface RefreshClaims {
  /** Session that the token belongs to. */
  readonly sid: string;
  /** Which token of the session it is. */
  readonly jti: string;
}

/** One login that may be renewed. */
interface RefreshSession {
  readonly userId: number;
  /** The only token of the session that is still good. */
  jti: string;
}

/** Logins that are remembered; the oldest makes room. */
const SESSIONS_MAX = 10_000;

/** Keeps which refresh token of each session is the good one. A token that comes a second time was stolen or copied: it ends its session. */
export class RefreshSessions {
  readonly #sessions = new Map<string, RefreshSession>();

  open({ sid, jti }: RefreshClaims, userId: number): void {
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= SESSIONS_MAX && oldest !== undefined) this.#sessions.delete(oldest);
    this.#sessions.set(sid, { userId, jti });
  }

  /** Puts `nextJti` in the token's place and names the user; undefined for a token that was used before or whose session has ended. */
  rotate({ sid, jti }: RefreshClaims, nextJti: string): number | undefined {
    const session = this.#sessions.get(sid);
    if (!session) return undefined;
    if (session.jti !== jti) {
      this.#sessions.delete(sid);
      return undefined;
    }
    session.jti = nextJti;
    return session.userId;
  }
}
