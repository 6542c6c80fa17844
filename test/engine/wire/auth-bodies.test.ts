import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import {
  renderAppConsent,
  renderAuthError,
  renderConsentedToken,
  renderGeneratedToken,
  renderPartnerConsent,
  renderRenewedToken,
} from '#engine/wire/auth-bodies.ts';

const GRANT = {
  clientId: '1000000401',
  accessToken: 'eyJ.eyJ.x',
  expiresAtMs: istToEpochMs('2026-01-01', '00:00:00'),
};

test('a generated token’s body has the keys of the documents in their order and an IST expiry with milliseconds', () => {
  const body = JSON.parse(renderGeneratedToken(GRANT)) as Record<string, unknown>;
  expect(Object.keys(body)).toEqual([
    'dhanClientId',
    'dhanClientName',
    'dhanClientUcc',
    'givenPowerOfAttorney',
    'accessToken',
    'expiryTime',
  ]);
  expect(body).toMatchObject({
    dhanClientId: '1000000401',
    givenPowerOfAttorney: false,
    accessToken: 'eyJ.eyJ.x',
    expiryTime: '2026-01-01T00:00:00.000',
  });
});

test('a renewed token’s body adds `token`, a consented one’s leaves the milliseconds out', () => {
  const generated = JSON.parse(renderGeneratedToken(GRANT)) as Record<string, unknown>;
  expect(JSON.parse(renderRenewedToken(GRANT))).toEqual({ ...generated, token: 'eyJ.eyJ.x' });
  expect(JSON.parse(renderConsentedToken(GRANT))).toEqual({
    ...generated,
    expiryTime: '2026-01-01T00:00:00',
  });
});

test('consents and refusals are written as the wire has them', () => {
  expect(renderAppConsent('id')).toBe(
    '{"consentAppId":"id","consentAppStatus":"GENERATED","status":"success"}',
  );
  expect(renderPartnerConsent('id')).toBe('{"consentId":"id","consentStatus":"GENERATED"}');
  expect(renderAuthError('Invalid TOTP')).toBe('{"message":"Invalid TOTP","status":"error"}');
});
