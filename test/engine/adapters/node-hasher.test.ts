import { expect, test } from 'vitest';
import { createNodeHasher } from '#engine/adapters/node-hasher.ts';

test('updates in pieces give the SHA-256 of the whole', () => {
  const hasher = createNodeHasher();
  hasher.update(new TextEncoder().encode('a'));
  hasher.update(new TextEncoder().encode('bc'));
  expect(hasher.digestHex()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
