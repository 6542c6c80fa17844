/** An unsigned access token with Dhan's claims; good enough wherever nobody checks the signature. */
export function makeAccessToken(claims: {
  readonly clientId: string;
  readonly expiresAtMs: number;
  readonly serial?: string;
}): string {
  const payload = {
    iss: 'dhan',
    partnerId: '',
    exp: Math.floor(claims.expiresAtMs / 1000),
    tokenConsumerType: 'SELF',
    webhookUrl: '',
    dhanClientId: claims.clientId,
  };
  const header = encode({ typ: 'JWT', alg: 'HS512' });
  return `${header}.${encode(payload)}.${encode({ serial: claims.serial ?? 'first' })}`;
}

/** Header (0) or claims (1) of a token. */
export function claimsOf(token: string, part: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[part]!, 'base64url').toString('utf8'));
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
