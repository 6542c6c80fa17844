/** Who calls, whichever way they proved it. */
export interface Principal {
  readonly userId: number;
  readonly via: 'jwt' | 'apiKey';
  /** What they may do, such as `read` and `trade`. */
  readonly permissions: readonly string[];
  /** Session of the token, or public id of the API key. */
  readonly credentialId: string;
}

/** Why a credential was not taken. `reason` is for its owner and the log; it holds nothing of the credential. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly principal: Principal }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

export function refused(reason: string): Verdict {
  return { kind: 'refused', reason };
}
