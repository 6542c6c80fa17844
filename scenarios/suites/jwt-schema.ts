import { z } from 'zod';
import { PUBLIC_KEY_ALGORITHMS } from '#engine/verify/declared/jwt-check.ts';
import type { JwtDeclaration } from '#engine/verify/declared/jwt-check.ts';
import { duration } from '../field-schemas.ts';
import { jsonRules, valueRule } from './value-rule-schema.ts';

const CLOCK_SKEW_MS = 60_000;

const expectations = z.strictObject({
  algorithms: z
    .array(z.enum(PUBLIC_KEY_ALGORITHMS, { error: 'expected an algorithm of public keys, such as RS256' }))
    .min(1)
    .optional(),
  keyId: valueRule.optional(),
  issuer: z.string().min(1).optional(),
  audience: z.string().min(1).optional(),
  life: duration.optional(),
  claims: jsonRules.optional(),
  keyCount: valueRule.optional(),
  clockSkew: duration.optional(),
});

/** `jwt: { token, jwks }` alone asks for a signature that holds and a token that has not expired. */
export const jwtDeclaration = z
  .strictObject({
    token: z.string().min(1, 'expected a token, best from a variable: ${API_TOKEN}'),
    jwks: z
      .url({ protocol: /^https?$/, error: 'expected the http or https URL of a JWKS document' })
      .optional(),
    key: z.string().min(1).optional(),
    expect: expectations.optional(),
  })
  .refine(({ jwks, key }) => (jwks === undefined) !== (key === undefined), {
    error: 'expected either jwks, the URL of the published keys, or key, a file with the public key',
  })
  .transform(({ token, jwks, key, expect }): JwtDeclaration => ({
    kind: 'jwt',
    token,
    keys: jwks === undefined ? { kind: 'file', path: key! } : { kind: 'jwks', url: jwks },
    expect: {
      algorithms: expect?.algorithms ?? PUBLIC_KEY_ALGORITHMS,
      keyId: expect?.keyId,
      issuer: expect?.issuer,
      audience: expect?.audience,
      lifeMsMin: expect?.life ?? 0,
      claims: expect?.claims ?? new Map(),
      keyCount: expect?.keyCount ?? { min: 1 },
      clockSkewMsMax: expect?.clockSkew ?? CLOCK_SKEW_MS,
    },
  }));
