import { expect, test } from 'vitest';
import type { Check, CheckStatus } from '#engine/verify/check.ts';
import { withKnownIssue } from '#engine/verify/known-issue.ts';

const KNOWN = {
  issue: 'underlying is null',
  impact: 'no spot',
  workaround: 'use the options',
  status: 'open',
};

function checkThatIs(status: CheckStatus): Check<undefined> {
  return {
    id: 'a',
    title: 'a',
    group: 'a',
    dependsOn: [],
    run: async () => ({ status, expected: 'a price', observed: 'null', remedy: 'restart it' }),
  };
}

test('a failure that is known warns, with issue, impact, workaround and what was seen', async () => {
  const judgement = await withKnownIssue(checkThatIs('fail'), KNOWN).run(undefined);
  expect(judgement).toEqual({
    status: 'warn',
    expected: 'a price',
    observed: 'KNOWN ISSUE (open): underlying is null. Seen: null',
    remedy: 'Impact: no spot. Workaround: use the options. To mend it: restart it',
  });
});

test('a known issue that is gone is told, so that nobody keeps it', async () => {
  const judgement = await withKnownIssue(checkThatIs('pass'), KNOWN).run(undefined);
  expect(judgement).toMatchObject({ status: 'pass' });
  expect(judgement.observed).toContain('"underlying is null" is gone: take it out of knownIssues');
});

test.each(['warn', 'skip', 'pending'] as const)('what is %s stays so', async (status) => {
  expect(await withKnownIssue(checkThatIs(status), KNOWN).run(undefined)).toMatchObject({
    status,
    observed: 'null',
  });
});

test('without a known issue the check is itself', () => {
  const check = checkThatIs('fail');
  expect(withKnownIssue(check, undefined)).toBe(check);
});
