import { ConfigError } from '../errors.ts';

/** Whether a transport may leave this machine. */
export interface LiveConsent {
  /** Set by `--exchange live` (or an explicit URL) alone; default false. */
  readonly allowLive?: boolean;
}

/** Throws ConfigError when `url` leaves this machine without consent. The message names the host, never the query: it holds the token. */
export function assertMayCall(url: string, consent: LiveConsent): void {
  if (consent.allowLive) return;
  const { hostname } = new URL(url);
  if (isLoopback(hostname)) return;
  throw new ConfigError(
    `call to ${hostname}: expected a loopback host, was one outside this machine. Pass --exchange live if you mean the real exchange.`,
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
