import type { LiveConsent } from './live-consent.ts';

/** What the transports to an exchange need to know about it. */
export interface TransportOptions extends LiveConsent {
  /** PEM of the authority that vouches for a TLS exchange, instead of the public ones; for a mock with a CA of its own. */
  readonly caPem?: string | undefined;
  /** How long an HTTP answer may take in whole; 30 s for its head and for each pause in its body unless given. */
  readonly answerWithinMs?: number | undefined;
}
