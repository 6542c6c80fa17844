import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeFrame, forEachFrame } from '#engine/recording/frames.ts';
import { RedactedFrames } from '#engine/recording/redacted-frames.ts';
import { Redaction } from '#engine/recording/redaction.ts';
import { FIRST_VERSION_LOGIN_LAYOUT } from '#engine/wire/first-version-login.ts';

const TOKEN = 'eyJ0eXAiOiJKV1Qi.eyJpc3MiOiJkaGFu.c2lnbmF0dXJl';
const CLIENT = '1000000001';
const TEXT = 0x81;

test('equal secrets become equal tokens wherever they stand, others other ones, and another key gives others', () => {
  const redaction = redactionBy('key');
  const [, header] = redaction.headers([['Access-Token', TOKEN]])[0]!;
  expect(header).toMatch(/^redacted:[0-9a-f]{16}$/);
  expect(redaction.target(`/?version=2&token=${TOKEN}&clientId=${CLIENT}&authType=2`)).toBe(
    `/?version=2&token=${header}&clientId=${redaction.token(CLIENT)}&authType=2`,
  );
  expect(redaction.text(`{"LoginReq": {"MsgCode": 42, "ClientId": "${CLIENT}", "Token": "${TOKEN}"}}`)).toBe(
    `{"LoginReq": {"MsgCode": 42, "ClientId": "${redaction.token(CLIENT)}", "Token": "${header}"}}`,
  );
  expect(redaction.token(CLIENT)).not.toBe(header);
  expect(redactionBy('another key').token(TOKEN)).not.toBe(header);
});

test('what is no secret keeps its very spelling', () => {
  const redaction = redactionBy('key');
  for (const text of [
    '{"tokenValidity":"29/11/2026 21:05",  "oi": 1.0e5,"last_price":25642.8}',
    '{"RequestCode":15,"InstrumentList":[{"ExchangeSegment":"IDX_I","SecurityId":"13"}]}',
    '{"accessToken":"","dhanClientId":null}',
    'no JSON at all',
  ])
    expect(redaction.text(text)).toBe(text);
  expect(redaction.target('/v2/optionchain?from=2026-02-04')).toBe('/v2/optionchain?from=2026-02-04');
});

test('a secret once seen is replaced in texts that do not name it, a token of the JWT kind even unseen', () => {
  const redaction = redactionBy('key');
  redaction.headers([['client-id', CLIENT]]);
  expect(redaction.text(`Invalid client ${CLIENT}, token ${TOKEN}`)).toBe(
    `Invalid client ${redaction.token(CLIENT)}, token ${redaction.token(TOKEN)}`,
  );
});

test('a short secret is replaced by its name and not looked for elsewhere', () => {
  const redaction = redactionBy('key');
  expect(redaction.form('pin=111111&totp=123456')).not.toMatch(/111111|123456/);
  expect(redaction.text('{"volume":111111}')).toBe('{"volume":111111}');
});

test('the percent-encoded spelling of a secret is known too', () => {
  const redaction = redactionBy('key');
  redaction.target('/app/consumeApp-consent?tokenId=a%2Fsecret%2Bvalue');
  expect(redaction.text('a/secret+value or a%2Fsecret%2Bvalue')).not.toMatch(/secret/);
});

test("the first version's binary login loses its client and token and keeps its length", () => {
  const login = new Uint8Array(585);
  login[0] = 11;
  const encoder = new TextEncoder();
  login.set(encoder.encode(CLIENT), FIRST_VERSION_LOGIN_LAYOUT[2].offset);
  login.set(encoder.encode(TOKEN), FIRST_VERSION_LOGIN_LAYOUT[4].offset);
  const redacted = redactionBy('key').binary(login);
  expect(redacted).toHaveLength(login.length);
  expect(new TextDecoder().decode(redacted)).not.toMatch(new RegExp(`${CLIENT}|${TOKEN}`));
  expect(new TextDecoder().decode(login)).toContain(CLIENT);
});

test('a secret that is split over two frames of a message does not get through', () => {
  const frames = new RedactedFrames(redactionBy('key'));
  const text = new TextEncoder().encode(`{"Token":"${TOKEN}"}`);
  expect(frames.frames(encodeFrame(0x01, text.subarray(0, 20)))).toBeUndefined();
  const run = frames.frames(
    Buffer.concat([encodeFrame(0x89, Uint8Array.of(1)), encodeFrame(0x80, text.subarray(20))]),
  );
  const seen: [number, string][] = [];
  forEachFrame(run!, ({ firstByte, payload }) => seen.push([firstByte, new TextDecoder().decode(payload)]));
  expect(seen).toEqual([
    [0x89, '\u0001'],
    [TEXT, expect.stringMatching(/^\{"Token":"redacted:[0-9a-f]{16}"\}$/)],
  ]);
});

test('the scan finds every long secret and masks it in its length', () => {
  const redaction = redactionBy('key');
  expect(redaction.scan().isIn(new TextEncoder().encode(CLIENT))).toBe(false);
  redaction.token(CLIENT);
  redaction.token(TOKEN);
  redaction.token('1111');
  const bytes = new TextEncoder().encode(`1${CLIENT}1111${TOKEN}${CLIENT.slice(1)}${CLIENT}`);
  expect(redaction.scan().mask(bytes)).toBe(3);
  expect(new TextDecoder().decode(bytes)).toBe(
    `1${'*'.repeat(10)}1111${'*'.repeat(TOKEN.length)}${CLIENT.slice(1)}${'*'.repeat(10)}`,
  );
});

function redactionBy(key: string): Redaction {
  return new Redaction((text) => createHmac('sha256', key).update(text).digest('hex'));
}
