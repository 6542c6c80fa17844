import { expect, test } from 'vitest';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { parseProfile, renderProfile } from '#engine/wire/rest-bodies.ts';
import { goldenBodies } from '#test/support/recorded-bodies.ts';

const ACCOUNT = {
  clientId: '1000000001',
  tokenValidUntilMs: istToEpochMs('2025-03-30', '15:37'),
  activeSegment: 'Equity, Derivative, Currency, Commodity',
  ddpi: 'Active',
  mtf: 'Active',
  dataPlan: 'Active',
  dataValidUntilMs: istToEpochMs('2024-12-05', '09:37:52'),
} as const;

test('renders the recorded live profile to its own bytes', () => {
  expect(renderProfile(ACCOUNT)).toBe(recordedProfile('20250315'));
});

test('renders the recorded sandbox profile, which lacks mtf and the data validity', () => {
  const { clientId, activeSegment } = ACCOUNT;
  const tokenValidUntilMs = istToEpochMs('2026-04-06', '11:20');
  const sandbox = {
    clientId,
    activeSegment,
    tokenValidUntilMs,
    ddpi: 'Deactive',
    dataPlan: 'Deactive',
  } as const;
  expect(renderProfile(sandbox)).toBe(recordedProfile('20260307'));
});

test('reads the token validity as IST wall-clock time', () => {
  expect(parseProfile(recordedProfile('20250315'))).toEqual({
    ok: true,
    value: {
      clientId: '1000000001',
      tokenValidUntilMs: Date.parse('2025-03-30T15:37:00+05:30'),
      dataPlan: 'Active',
      activeSegment: 'Equity, Derivative, Currency, Commodity',
    },
  });
});

test('a token validity in another form is unknown, not an error', () => {
  const text = '{"dhanClientId":"1","tokenValidity":"2026-04-06"}';
  expect(parseProfile(text)).toMatchObject({ ok: true, value: { tokenValidUntilMs: undefined } });
});

test('a profile without a client id is refused by name', () => {
  expect(parseProfile('{"tokenValidity":""}')).toMatchObject({
    ok: false,
    error: expect.stringContaining('(dhanClientId)'),
  });
});

function recordedProfile(recordedOn: string): string {
  const body = goldenBodies().find(({ file }) => file.startsWith(`GET_profile_200_${recordedOn}`));
  if (!body) throw new Error(`no recorded profile of ${recordedOn}`);
  return body.text;
}
