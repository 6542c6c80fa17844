import { expect, test } from 'vitest';
import { WIRE_PROFILES, WIRE_SWITCHES, parseWireProfile, wireSwitchFlag } from '#engine/wire/wire-profile.ts';

test('the observed wire is the first value of every switch', () => {
  for (const [name, { values }] of Object.entries(WIRE_SWITCHES))
    expect(WIRE_PROFILES.observed[name as keyof typeof WIRE_SWITCHES]).toBe(values[0]);
});

test('every profile but the observed one differs from it, and every value is one of its switch', () => {
  for (const [name, profile] of Object.entries(WIRE_PROFILES)) {
    for (const [key, value] of Object.entries(profile))
      expect(WIRE_SWITCHES[key as keyof typeof WIRE_SWITCHES].values).toContain(value);
    if (name !== 'observed') expect(profile).not.toEqual(WIRE_PROFILES.observed);
  }
});

test('a profile is read by its name, with what differs behind commas', () => {
  expect(parseWireProfile('sdk')).toEqual(WIRE_PROFILES.sdk);
  expect(parseWireProfile('documented,messages=batch,greek-clock=clean')).toEqual({
    ...WIRE_PROFILES.documented,
    messages: 'batch',
    greekClock: 'clean',
  });
  expect(WIRE_PROFILES.documented.messages).toBe('one-packet');
});

test.each([
  ['Observed', 'a profile (observed, documented, sdk, seed-compat), was "Observed"'],
  ['', 'a profile (observed, documented, sdk, seed-compat), was ""'],
  ['observed,greekClock=clean', 'was "greekClock"'],
  ['observed,messages=some', 'messages=one-packet|batch, was "messages=some"'],
  ['observed,messages', 'messages=one-packet|batch, was "messages"'],
])('"%s" is refused and what is accepted is told', (text, said) => {
  expect(() => parseWireProfile(text)).toThrow(said);
});

test('flags of switches are kebab-case', () => {
  expect(wireSwitchFlag('depth200Token')).toBe('depth200-token');
  expect(wireSwitchFlag('rollingInterval25')).toBe('rolling-interval25');
});
