/** Bodies of the auth host and of `GET /RenewToken`. Source: dhan-v2-wire 1.4; 2.1 shape E; 11, row 49. */
import { z } from 'zod';
import { istDate, istTimeOfDay } from '../market/ist-time.ts';

/** A token as its answer tells it. */
export interface TokenGrant {
  readonly clientId: string;
  readonly accessToken: string;
  /** Epoch ms; written as IST wall clock without a zone. */
  readonly expiresAtMs: number;
}

/** The answer of `POST /app/generateAccessToken`. */
export function renderGeneratedToken(grant: TokenGrant): string {
  return JSON.stringify(tokenBody(grant, expiryWithMillis(grant)));
}

/** The answer of `GET /RenewToken`: clients read the new token by either name. */
export function renderRenewedToken(grant: TokenGrant): string {
  return JSON.stringify({ ...tokenBody(grant, expiryWithMillis(grant)), token: grant.accessToken });
}

/** The answer of both consume-consent calls, whose expiry has no milliseconds. */
export function renderConsentedToken(grant: TokenGrant): string {
  return JSON.stringify(tokenBody(grant, expiryToTheSecond(grant)));
}

/** The answer of `POST /app/generate-consent`. */
export function renderAppConsent(consentId: string): string {
  return JSON.stringify({ consentAppId: consentId, consentAppStatus: 'GENERATED', status: 'success' });
}

/** The answer of `/partner/generate-consent`. */
export function renderPartnerConsent(consentId: string): string {
  return JSON.stringify({ consentId, consentStatus: 'GENERATED' });
}

/** Shape E, which comes with HTTP 200. */
export function renderAuthError(message: string): string {
  return JSON.stringify({ message, status: 'error' });
}

/** What a granted token comes with; `expiryTime` is IST wall clock without a zone, after a consent without milliseconds. */
export const GeneratedTokenSchema = z.object({
  dhanClientId: z.string(),
  dhanClientName: z.string(),
  dhanClientUcc: z.string(),
  givenPowerOfAttorney: z.boolean(),
  accessToken: z.string(),
  expiryTime: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?$/),
});

/** The renewed token stands under both names. */
export const RenewedTokenSchema = GeneratedTokenSchema.extend({ token: z.string() });

/** A consent that was asked for with an API key. */
export const AppConsentSchema = z.object({
  consentAppId: z.string(),
  consentAppStatus: z.literal('GENERATED'),
  status: z.literal('success'),
});

/** A consent that a partner asked for. */
export const PartnerConsentSchema = z.object({
  consentId: z.string(),
  consentStatus: z.literal('GENERATED'),
});

/** Shape E. */
export const AuthErrorSchema = z.object({ message: z.string(), status: z.literal('error') });

function tokenBody(
  { clientId, accessToken }: TokenGrant,
  expiryTime: string,
): z.infer<typeof GeneratedTokenSchema> {
  return {
    dhanClientId: clientId,
    dhanClientName: 'PREOPEN TEST',
    dhanClientUcc: 'PREO12345T',
    givenPowerOfAttorney: false,
    accessToken,
    expiryTime,
  };
}

function expiryToTheSecond({ expiresAtMs }: TokenGrant): string {
  return `${istDate(expiresAtMs)}T${istTimeOfDay(expiresAtMs)}`;
}

/** A token's life ends on a whole second. */
function expiryWithMillis(grant: TokenGrant): string {
  return `${expiryToTheSecond(grant)}.000`;
}
