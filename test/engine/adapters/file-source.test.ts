import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileSource } from '#engine/adapters/file-source.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';

test('a file is read by places, however large the piece', () => {
  const file = join(emptyFolder(), 'bytes');
  const bytes = Uint8Array.from({ length: 600_000 }, (_, index) => index % 251);
  writeFileSync(file, bytes);
  using source = new FileSource(file);
  expect(source.byteLength).toBe(600_000);
  expect(source.read(5, 3)).toEqual(bytes.subarray(5, 8));
  expect(Buffer.compare(source.read(0, 600_000), bytes)).toBe(0);
  expect(source.read(599_999, 1)).toEqual(bytes.subarray(599_999));
});

test('a closed source reads no more, and an absent file is refused at once', () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'bytes'), 'abc');
  const source = new FileSource(join(folder, 'bytes'));
  source[Symbol.dispose]();
  expect(() => source.read(0, 1)).toThrow(/EBADF/);
  expect(() => new FileSource(join(folder, 'absent'))).toThrow(/ENOENT/);
});
