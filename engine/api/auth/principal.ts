/** Who calls, whichever way they proved it. */
export interface Principal {
  readonly userId: number;
  readonly via: 'jwt' | 'apiKey';
  /** What they may do, such as `read` and `trade`. */
  readonly permissions: readonly string[];
  /** Session of the token, or public id of the API key. */
  readonly credentialId: string;
}

/** Whose API key it was, for the record of its calls. */
export interface KeyOwner {
  readonly keyId: string;
  readonly userId: number;
}

/**
 * Why a credential was not taken. `reason` is for its owner and the log; it holds nothing of the credential. `owner` is there where a whole API key was right and
 * something else was not.
 */
export type Verdict =
  | { readonly kind: 'accepted'; readonly principal: Principal }
  | { readonly kind: 'refused'; readonly reason: string; readonly owner?: KeyOwner }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number; readonly owner?: KeyOwner };

export function refused(reason: string): Verdict {
  return { kind: 'refused', reason };
}
