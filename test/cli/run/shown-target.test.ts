import { expect, test } from 'vitest';
import { shownTarget } from '#cli/run/shown-target.ts';

test.each([
  ['/v2/profile', '/v2/profile'],
  ['/?version=2&token=eyJ.x.y&clientId=1&authType=2', '/?version=2&token=[hidden]&clientId=1&authType=2'],
  [
    '/app/generateAccessToken?dhanClientId=1&pin=1234&totp=99',
    '/app/generateAccessToken?dhanClientId=1&pin=[hidden]&totp=[hidden]',
  ],
  ['/app/consumeApp-consent?tokenId=abc', '/app/consumeApp-consent?tokenId=[hidden]'],
  ['/x?%74oken=abc&a?token=b', '/x?%74oken=[hidden]&a?token=[hidden]'],
  ['/x?%E0%A4%A', '/x?%E0%A4%A'],
])('%s is shown as %s', (target, shown) => {
  expect(shownTarget(target)).toBe(shown);
});
