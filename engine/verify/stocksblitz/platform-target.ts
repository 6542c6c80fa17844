import type { Probes } from '../declared/declared-check.ts';

/** Where a second system is reached, and who may log in there. */
export interface VerifiedPlatform {
  readonly backendUrl: string;
  readonly userServiceUrl: string;
  readonly tickerUrl: string;
  /** Undefined: the bus is in the backend's process, where nobody else hears it. */
  readonly redisUrl: string | undefined;
  /** `sqlite:FILE` or `postgres://...`; undefined: the bars are not judged. */
  readonly barsUrl: string | undefined;
  readonly email: string;
  readonly password: string;
  readonly apiKey: string | undefined;
  /** Containers by name or id; those that are undefined are not judged. */
  readonly backendContainer: string | undefined;
  readonly userServiceContainer: string | undefined;
  readonly tickerContainer: string | undefined;
  readonly redisContainer: string | undefined;
  /** The published keys, as the backend reaches them from its container. */
  readonly keysUrl: string;
  /** What asks for containers: `docker`, `podman`, `sudo docker`. */
  readonly containerCommand: string;
}

/** What the suite `stocksblitz` looks at during one run. */
export interface PlatformTarget {
  readonly places: VerifiedPlatform;
  readonly probes: Probes;
  /** What the one login brought that a run makes, for logins are limited; undefined until it was accepted. */
  token: string | undefined;
}
