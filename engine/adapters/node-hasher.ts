import { createHash } from 'node:crypto';
import type { Hasher } from '../ports.ts';

/** SHA-256 of node:crypto. */
export function createNodeHasher(): Hasher {
  const hash = createHash('sha256');
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    digestHex: () => hash.digest('hex'),
  };
}
