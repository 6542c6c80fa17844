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

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
