import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const CHECK = fileURLToPath(new URL('layers.ts', import.meta.url));
const SOUND = {
  'engine/clock.ts': "import type { Tick } from './tick.ts';\n",
  'mock-dhan/exchange.ts': "import { Hono } from 'hono';\n",
  'scenarios/schema.ts': "import { z } from 'zod';\n",
  'cli/main.ts': "import { run } from '#engine/clock.ts';\n",
  'index.ts': "export { run } from '#engine/clock.ts';\n",
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'preopen-layers-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function check(files: Readonly<Record<string, string>>) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHECK, root], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a sound tree passes and says how much was inspected', () => {
  expect(check(SOUND)).toMatchObject({ status: 0, stdout: 'layers: 5 files, 5 imports, 0 violations\n' });
});

test('a missing folder fails by name and without a stack trace', () => {
  const { 'mock-dhan/exchange.ts': _, ...rest } = SOUND;
  const { status, stderr } = check(rest);
  expect(status).toBe(1);
  expect(stderr).toContain('layers: expected TypeScript files in mock-dhan/, was none');
  expect(stderr).not.toContain('    at ');
});

test('an empty tree fails: nothing was inspected', () => {
  expect(check({})).toMatchObject({ status: 1, stdout: 'layers: 0 files, 0 imports, 5 violations\n' });
});

test('msw may be imported by mock-dhan/msw.ts alone, which nobody imports', () => {
  const mount = "import { http } from 'msw';\nimport type { MockExchange } from './exchange.ts';\n";
  expect(check({ ...SOUND, 'mock-dhan/msw.ts': mount }).status).toBe(0);
  const { stderr } = check({
    'mock-dhan/exchange.ts': `${mount}import { exchangeHandlers } from './msw.ts';\n`,
  });
  expect(stderr).toContain('mock-dhan/exchange.ts (mock-dhan) may not import the package "msw"');
  expect(stderr).toContain('mock-dhan/exchange.ts (mock-dhan) may not import mock-dhan/msw (./msw.ts)');
});
