import { expect, test } from 'vitest';
import { settingLines } from '#engine/verify/credential-facts.ts';
import { bodyExcerpt, redactSecrets } from '#engine/verify/redact.ts';

const TOKEN = `eyJ0eXAiOiJKV1Qi.${'p'.repeat(120)}.${'s'.repeat(86)}`;

test.each([
  `plain ${TOKEN} text`,
  `wss://api-feed.dhan.co?version=2&token=${TOKEN}&clientId=1100003626`,
  `{"accessToken":"${TOKEN}"}`,
  `DHAN_ACCESS_TOKEN=${TOKEN}`,
  `Authorization: Bearer ${TOKEN}`,
  `cut in the middle ${TOKEN.slice(0, 60)}`,
  `lower case ${TOKEN.toLowerCase()}`,
])('a token is masked wherever it stands: %#', (text) => {
  expect(redactSecrets(text)).not.toMatch(/eyJ0|pppp|ssss/i);
  expect(redactSecrets(text)).toContain('[hidden]');
});

test('a garbage token behind a telling name is masked too, and what stands beside it stays', () => {
  expect(redactSecrets('?token=garbage-123456&clientId=1100003626')).toBe(
    '?token=[hidden]&clientId=1100003626',
  );
  expect(redactSecrets('{"api_secret": "abcdef123456", "x": 1}')).toBe('{"api_secret": "[hidden]", "x": 1}');
});

test('a known secret is masked even where nothing tells that it is one', () => {
  expect(redactSecrets('answered to hunter22', ['hunter22'])).toBe('answered to [hidden]');
});

test('ordinary sentences about tokens and counters stay as they are', () => {
  const text = 'Tokens: 2400, the token expires 15:07, "total_tokens":2400, token: none';
  expect(redactSecrets(text)).toBe(text);
});

test('the commands of a remedy stay as they are, in JSON too', () => {
  const commands = `${settingLines(['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN'])} -H "access-token: $DHAN_ACCESS_TOKEN"`;
  expect(redactSecrets(commands)).toBe(commands);
  expect(redactSecrets(commands)).toContain('export DHAN_ACCESS_TOKEN="YOUR_DAILY_TOKEN"');
  expect(redactSecrets(JSON.stringify(commands))).toBe(JSON.stringify(commands));
});

test('an excerpt is one line of at most 80 characters with no half token at its end', () => {
  const excerpt = bodyExcerpt(`${'x'.repeat(60)}\r\n\t${TOKEN}`);
  expect(excerpt.length).toBeLessThanOrEqual(80);
  expect(excerpt).not.toContain('eyJ');
  expect(excerpt).not.toContain('\n');
});
