/** The official Python SDK, unmodified, against the mock. It is in no package that CI installs: PYTHONPATH names it where somebody has it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { preopen } from '#test/support/preopen-command.ts';

const PYTHON = '/usr/bin/python3';
const DRIVER = fileURLToPath(new URL('../run/programs/official_sdk.py', import.meta.url));

const ORDERS = fileURLToPath(new URL('../run/programs/official_sdk_orders.py', import.meta.url));

const isSkipped = spawnSync(PYTHON, ['-c', 'import dhanhq']).status !== 0;
const note = isSkipped ? ` (skipped: ${PYTHON} has no dhanhq; name its folder in PYTHONPATH)` : '';

test.skipIf(isSkipped)(`the official SDK reads account, market and feeds${note}`, async () => {
  const { exitCode, stdout, stderr } = await preopen(['run', '--wire', 'sdk', '--', PYTHON, DRIVER], {
    env: { SCENARIO_DATE: '2026-02-04' },
  });
  expect(exitCode, stderr).toBe(0);
  const facts = Object.assign({}, ...stdout.split('\n').flatMap(factOf)) as Record<string, unknown>;
  expect(facts).toMatchObject({
    profile: { dhanClientId: '1000000001', dataPlan: 'Active' },
    expiry_list: { status: 'success', data: ['data', 'status'] },
    option_chain: { status: 'success', data: ['data', 'status'] },
    quotes: { index: true, depth: 5 },
    intraday: { status: 'success', data: ['close', 'high', 'low', 'open', 'timestamp', 'volume'] },
    fund_limits: { status: 'success' },
    holdings: { status: 'success', data: 'list' },
    order_list: { status: 'success', data: 'list' },
    'dead token': { status: 'failure', remarks: { error_code: 'DH-901' } },
    full: { security_id: true, depth: 5, LTT: expect.stringMatching(/^09:20:0\d$/) },
    feed: ['Full Data', 'Previous Close', 'Ticker Data'],
    depth: 'read',
  });
  expect(stderr).toMatch(
    /api\.dhan\.co 11 answered, api-feed\.dhan\.co 1 answered, depth-api-feed\.dhan\.co 1/,
  );
});

test.skipIf(isSkipped)(`the official SDK trades and hears of its orders${note}`, async () => {
  const args = ['--wire', 'sdk', '--scenario', 'calm-morning', '--at', '09:20:00', '--', PYTHON, ORDERS];
  const { exitCode, stdout, stderr } = await preopen(['run', ...args]);
  expect(exitCode, stderr).toBe(0);
  expect(Object.assign({}, ...stdout.split('\n').flatMap(factOf))).toEqual({
    placed: 'success',
    modified: 'success',
    cancelled: 'success',
    book: ['TRADED', 'CANCELLED'],
    'by id': 'TRADED',
    traded: 65,
    held: 65,
  });
});

/** The driver's lines; the SDK prints lines of its own between them. */
function factOf(line: string): Record<string, unknown>[] {
  return line.startsWith('{"') ? [JSON.parse(line) as Record<string, unknown>] : [];
}
