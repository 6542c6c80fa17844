/** Where a second system is reached, and who may log in there. */
export interface VerifiedPlatform {
  readonly backendUrl: string;
  readonly userServiceUrl: string;
  readonly tickerUrl: string;
  readonly redisUrl: string;
  /** `sqlite:FILE` or `postgres://...`; undefined: the bars are not judged. */
  readonly barsUrl: string | undefined;
  readonly email: string;
  readonly password: string;
  readonly apiKey: string | undefined;
  readonly containers: PlatformContainers;
}

/** By name; those that are undefined are not judged. */
export interface PlatformContainers {
  readonly backend: string | undefined;
  readonly userService: string | undefined;
  readonly ticker: string | undefined;
  /** Of the published keys, as the backend has it in its container. */
  readonly jwksUrl: string;
}
