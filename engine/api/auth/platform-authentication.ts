import type { Context } from 'hono';
import type { ApiKeyStore, Clock, HttpTransport, LogSink, Timers } from '../../ports.ts';
import { createApiKeyVerifier } from './api-key.ts';
import type { AuthenticatedEnv, AuthenticationOptions } from './authentication.ts';
import { JwksCache } from './jwks-cache.ts';
import { createJwtVerifier } from './jwt-verifier.ts';

/** Whom a platform's backend trusts. */
export interface PlatformAuthenticationOptions {
  /** Where the user service publishes its keys. */
  readonly jwksUrl: string;
  readonly http: HttpTransport;
  /** The clock that tokens and keys are dated by. */
  readonly clock: Clock;
  /** Real time, which the user service answers in. */
  readonly realTime: Clock & Timers;
  readonly apiKeys: ApiKeyStore;
  readonly log?: LogSink | undefined;
}

/** Tokens of one user service and the API keys of one store, for `requirePrincipal`. */
export function createPlatformAuthentication(options: PlatformAuthenticationOptions): AuthenticationOptions {
  const { jwksUrl, http, clock, realTime, apiKeys, log } = options;
  const keys = new JwksCache({ url: jwksUrl, http, clock: realTime, log });
  return {
    jwt: createJwtVerifier({ keys, clock }),
    apiKeys: createApiKeyVerifier({ store: apiKeys, clock }),
    log,
  };
}

/** `user:3`, for routes behind `requirePrincipal`: the same whichever way the caller proved it. */
export function callerOf(c: Context<AuthenticatedEnv>): string {
  return `user:${c.get('principal').userId}`;
}
