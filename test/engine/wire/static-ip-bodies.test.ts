import { expect, test } from 'vitest';
import {
  parseStaticIpRequest,
  renderStaticIp,
  renderStaticIpFailure,
  renderStaticIpSaved,
} from '#engine/wire/static-ip-bodies.ts';

const REQUEST = { dhanClientId: '1100000001', ip: '10.200.10.10', ipFlag: 'PRIMARY' } as const;

test('an IPv4 or IPv6 address is read, and keys that are not of the request are dropped', () => {
  for (const ip of ['10.200.10.10', '2401:4900:8fed:3ec7:f129:9d2e:a131:74ea', '::1'])
    expect(parseStaticIpRequest(JSON.stringify({ ...REQUEST, ip, extra: 1 }))).toEqual({
      ok: true,
      value: { ...REQUEST, ip },
    });
});

test('what is no address, no flag, no client or no JSON is an error that does not repeat it', () => {
  const bodies = [
    { ...REQUEST, ip: '999.200.10.10' },
    { ...REQUEST, ip: 'planted.example' },
    { ...REQUEST, ip: 167_772_161 },
    { ...REQUEST, ipFlag: 'primary' },
    { ...REQUEST, dhanClientId: '' },
    { ip: REQUEST.ip },
    null,
  ];
  for (const text of ['', '{', ...bodies.map((body) => JSON.stringify(body))]) {
    const parsed = parseStaticIpRequest(text);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toMatch(/planted|999/);
  }
});

test('the seven keys are written in the order of the wire', () => {
  const body = {
    primaryIP: '10.200.10.10',
    secondaryIP: '',
    modifyDatePrimary: '2026-02-11',
    modifyDateSecondary: '',
    detectedIP: '127.0.0.1',
    ipMatchStatus: 'MISMATCH',
    ordersAllowed: true,
  } as const;
  expect(renderStaticIp(body)).toBe(
    '{"modifyDateSecondary":"","secondaryIP":"","modifyDatePrimary":"2026-02-11","primaryIP":"10.200.10.10",' +
      '"detectedIP":"127.0.0.1","ipMatchStatus":"MISMATCH","ordersAllowed":true}',
  );
  expect(renderStaticIpSaved()).toBe('{"message":"IP saved successfully","status":"SUCCESS"}');
  expect(renderStaticIpFailure('No IP is set')).toBe('[{"message":"No IP is set","status":"ERROR"}]');
});
