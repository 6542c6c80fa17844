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
}
