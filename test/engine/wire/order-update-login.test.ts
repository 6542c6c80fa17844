import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOrderUpdateLogin } from '#engine/wire/order-update-login.ts';

test('reads the login of a client and of a partner, who has no token', () => {
  expect(
    parseOrderUpdateLogin(
      '{"LoginReq":{"MsgCode":42,"ClientId":"1000000001","Token":"JWT"},"UserType":"SELF"}',
    ),
  ).toEqual({ userType: 'SELF', clientId: '1000000001', token: 'JWT', secret: undefined });
  expect(
    parseOrderUpdateLogin('{"LoginReq":{"MsgCode":42,"ClientId":"p"},"UserType":"PARTNER","Secret":"s"}'),
  ).toEqual({ userType: 'PARTNER', clientId: 'p', token: undefined, secret: 's' });
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{}',
  '{"LoginReq":null}',
  '{"LoginReq":{"MsgCode":41,"ClientId":"1","Token":"t"}}',
  '{"LoginReq":{"MsgCode":"42","ClientId":"1","Token":"t"}}',
  '{"LoginReq":{"MsgCode":42,"ClientId":1,"Token":"t"}}',
  '{"LoginReq":{"MsgCode":42,"ClientId":"1","Token":7}}',
])('does not take %s for a login', (text) => {
  expect(parseOrderUpdateLogin(text)).toBeUndefined();
});

test('whatever comes first on the socket is read without a crash', () => {
  const login = fc.record({
    LoginReq: fc.record({ MsgCode: fc.constant(42), ClientId: fc.jsonValue(), Token: fc.jsonValue() }),
  });
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    login.map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const read = parseOrderUpdateLogin(text);
      expect(read === undefined || typeof read.clientId === 'string').toBe(true);
    }),
    { numRuns: 10_000, seed: 1 },
  );
});
