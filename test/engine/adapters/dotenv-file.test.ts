import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseDotenv, readDotenvFile } from '#engine/adapters/dotenv-file.ts';
import { StoreError } from '#engine/errors.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preopen-dotenv-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('quotes, export, comments, blank lines, a byte-order mark and Windows line ends are understood', () => {
  const text = [
    '\uFEFF# credentials',
    'export DHAN_CLIENT_ID=1100003626 # mine',
    '',
    'DHAN_ACCESS_TOKEN="eyJ.a b=.c"',
    "SINGLE='x # y'",
    'SPACED = value ',
  ].join('\r\n');
  expect(parseDotenv(text)).toEqual({
    DHAN_CLIENT_ID: '1100003626',
    DHAN_ACCESS_TOKEN: 'eyJ.a b=.c',
    SINGLE: 'x # y',
    SPACED: 'value',
  });
});

test('a file is read, an absent one is empty', () => {
  const file = join(folder, '.env');
  expect(readDotenvFile(file)).toEqual({});
  writeFileSync(file, 'A=1\n');
  expect(readDotenvFile(file)).toEqual({ A: '1' });
});

test('something that is no file is a StoreError naming it', () => {
  const path = join(folder, '.env');
  mkdirSync(path);
  expect(() => readDotenvFile(path)).toThrow(StoreError);
  expect(() => readDotenvFile(path)).toThrow(path);
});
