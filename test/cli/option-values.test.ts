import { expect, test } from 'vitest';
import { CA_FOLDER, parseTlsFolder } from '#cli/option-values.ts';

test.each([
  ['./mine', './mine'],
  ['1', CA_FOLDER],
  ['true', CA_FOLDER],
  ['0', false],
  ['FALSE', false],
])('--tls understands "%s" as a folder or as a switch', (text, folder) => {
  expect(parseTlsFolder(text)).toBe(folder);
});

test('--tls with an empty folder is a usage error', () => {
  expect(() => parseTlsFolder('')).toThrow('Expected a folder');
});
