import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

test('a served exchange spoils its answers as planned, and the control port counts them', async () => {
  const file = join(emptyFolder(), 'scenario.yaml');
  writeFileSync(
    file,
    `schemaVersion: 1
extends: market-hours
name: spoilt
title: Spoilt answers
faults:
  - { id: cut, kind: answer, routes: ['GET /v2/profile'], body: truncated, times: 1 }
  - { id: page, kind: answer, routes: ['GET /v2/profile'], body: html, status: 503, times: 1 }
`,
  );
  await using mock = await serveMock(['--scenario', file]);
  const { restUrl, controlUrl, controlToken, env } = mock.ready;
  const headers = { 'access-token': env['DHAN_ACCESS_TOKEN']!, 'client-id': env['DHAN_CLIENT_ID']! };
  const profile = async () => {
    const answer = await fetch(`${restUrl}/profile`, { headers });
    return { status: answer.status, length: answer.headers.get('content-length'), body: await answer.text() };
  };
  const [cut, page, truth] = [await profile(), await profile(), await profile()];
  expect(truth.status).toBe(200);
  const half = truth.body.slice(0, truth.body.length >> 1);
  expect(cut).toEqual({ status: 200, length: String(half.length), body: half });
  expect(page).toMatchObject({ status: 503, body: expect.stringContaining('<html>') });
  const told = await fetch(`${controlUrl}/faults`, { headers: { authorization: `Bearer ${controlToken}` } });
  expect(await told.json()).toMatchObject({
    faults: [
      { id: 'cut', strikes: 1 },
      { id: 'page', strikes: 1 },
    ],
  });
});
