/** What went wrong with the original second system, for a served one. Source: seed-requirements A10, B8, I25-I33. */

/** Faults that a platform is started with. */
export const STANDING_PLATFORM_FAULTS = [
  'jwt-only-401',
  'jwks-unreachable',
  'api-key-expired',
  'login-rate-limited',
  'futures-symbol-valueerror',
  'indicator-library-missing',
  'redis-no-subscribers',
] as const;

/** Faults that can begin while it runs. */
export const STREAM_PLATFORM_FAULTS = [
  'underlying-null',
  'is-mock-leak',
  'monitor-task-dead',
  'stale-bars',
] as const;

type StandingKind = (typeof STANDING_PLATFORM_FAULTS)[number];
type StreamKind = (typeof STREAM_PLATFORM_FAULTS)[number];

export type PlatformFaultKind = StandingKind | StreamKind;

/** All of them. */
export const PLATFORM_FAULT_KINDS: readonly PlatformFaultKind[] = [
  ...STANDING_PLATFORM_FAULTS,
  ...STREAM_PLATFORM_FAULTS,
];

/** One of them; `from` is an IST time of day, and without it the fault is there from the start. */
export type PlatformFault =
  | { readonly kind: StandingKind }
  | { readonly kind: StreamKind; readonly from?: string | undefined };

/** `stale-bars from 09:20:10` */
export function spokenPlatformFault(fault: PlatformFault): string {
  const from = 'from' in fault ? fault.from : undefined;
  return from === undefined ? fault.kind : `${fault.kind} from ${from}`;
}
