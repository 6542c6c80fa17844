import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCallList } from '#cli/run/call-list.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';

const clocks = { scenarioNowMs: () => 1_770_177_000_000, wallNowMs: () => 1_795_000_000_000 };

test('calls stand in the order of their beginnings, whenever they are answered', () => {
  const file = join(emptyFolder(), 'calls.jsonl');
  const list = createCallList({ file, ...clocks });
  const first = list.begin({ method: 'GET', host: 'a', target: '/1?token=x', through: 'hook' });
  const second = list.begin({ method: 'GET', host: 'b', target: '/2', through: 'proxy' });
  second({ outcome: 'answered', status: 200 });
  expect(readFileSync(file, 'utf8')).toBe('');
  first({ outcome: 'answered', status: 401 });
  first({ outcome: 'unanswered' });
  list.begin({ method: 'CONNECT', host: 'c', through: 'hook' });
  list.close();
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toMatchObject([
    {
      sequence: 1,
      host: 'a',
      path: '/1?token=[hidden]',
      status: 401,
      scenarioTime: '2026-02-04T09:20:00.000+05:30',
    },
    { sequence: 2, host: 'b', status: 200, through: 'proxy' },
    { sequence: 3, host: 'c', path: null, outcome: 'unanswered', status: null },
  ]);
  expect(list.counts()).toEqual([
    { host: 'a', outcome: 'answered', calls: 1 },
    { host: 'b', outcome: 'answered', calls: 1 },
    { host: 'c', outcome: 'unanswered', calls: 1 },
  ]);
});

test('a call that is never answered holds up no more than a thousand others', () => {
  const file = join(emptyFolder(), 'calls.jsonl');
  const list = createCallList({ file, ...clocks });
  list.begin({ method: 'GET', host: 'silent', through: 'hook' });
  for (let count = 0; count < 1000; count += 1)
    list.begin({ method: 'GET', host: 'a', through: 'hook' })({ outcome: 'answered', status: 200 });
  expect(list.counts()).toEqual([
    { host: 'silent', outcome: 'unanswered', calls: 1 },
    { host: 'a', outcome: 'answered', calls: 1000 },
  ]);
});
