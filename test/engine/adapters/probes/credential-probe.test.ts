import { expect, test } from 'vitest';
import { createCredentialProbe } from '#engine/adapters/probes/credential-probe.ts';
import type { CredentialResolution } from '#engine/cache/credentials.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { CLOSED_MS, marketAt, OPEN_MS } from '../../verify/fake-targets.ts';

const CREDENTIALS = { clientId: '1100003626', accessToken: 'eyJhbGciOiJIUzUxMiJ9.claims.signature' };
const FOUND: CredentialResolution = {
  kind: 'found',
  credentials: CREDENTIALS,
  source: 'environment',
  expiresAtMs: OPEN_MS + 1,
  notes: [],
};

const NO_PROFILE = async () => ({ kind: 'refused', failure: 'authentication', reason: 'HTTP 401' }) as const;

test('the sources are read once, at the time of the exchange', async () => {
  const asked: number[] = [];
  const probe = createCredentialProbe({
    clock: new VirtualClock(CLOSED_MS),
    market: marketAt(OPEN_MS),
    profile: NO_PROFILE,
    resolve: async (nowMs) => {
      asked.push(nowMs);
      return FOUND;
    },
  });
  expect((await probe.facts()).state).toBe('found');
  expect(await probe.credentials()).toEqual(CREDENTIALS);
  expect(asked).toEqual([OPEN_MS]);
});

test('the facts carry no token', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const probe = createCredentialProbe({
    clock,
    market: marketAt(OPEN_MS),
    profile: NO_PROFILE,
    resolve: async () => FOUND,
  });
  expect(JSON.stringify(await probe.facts())).not.toContain('claims');
});

test('an exchange that is unreachable leaves our own clock, and a refusal leaves no credentials', async () => {
  const refused: CredentialResolution = {
    kind: 'refused',
    causes: ['No usable DhanHQ credentials'],
    remedy: '',
    notes: [],
  };
  let askedAtMs = 0;
  const probe = createCredentialProbe({
    clock: new VirtualClock(CLOSED_MS),
    market: () => Promise.reject(new ProbeUnreachable('nobody', 'start it')),
    profile: NO_PROFILE,
    resolve: async (nowMs) => {
      askedAtMs = nowMs;
      return refused;
    },
  });
  expect(await probe.credentials()).toBeUndefined();
  expect((await probe.facts()).state).toBe('missing');
  expect(askedAtMs).toBe(CLOSED_MS);
});
