/** What may be wrong with a served platform. Each is one of the things that went wrong with the original. */
export const PLATFORM_FAULTS = [
  'underlying-null',
  'monitor-task-dead',
  'is-mock-leak',
  'redis-no-subscribers',
  'stale-bars',
  'indicator-library-missing',
  'jwt-only-401',
  'jwks-unreachable',
  'api-key-expired',
  'login-rate-limited',
] as const;

/** One of them. */
export type PlatformFault = (typeof PLATFORM_FAULTS)[number];
