import { assert, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { createZstdPacker } from '#engine/adapters/zstd-packer.ts';

const packer = createZstdPacker();

test('any bytes unpack to themselves', () => {
  assert(
    property(uint8Array({ maxLength: 300 }), (bytes) => {
      const unpacked = packer.decompress(packer.compress(bytes), bytes.length);
      expect(Buffer.compare(unpacked, bytes)).toBe(0);
    }),
  );
});

test('bytes that would unpack to more than was said, or that are damaged, are refused', () => {
  const packed = packer.compress(new Uint8Array(1_000_000));
  expect(packed.length).toBeLessThan(1000);
  expect(() => packer.decompress(packed, 999_999)).toThrow(/larger than/);
  expect(() => packer.decompress(packed.subarray(4), 1_000_000)).toThrow(/frame descriptor/);
});

test('the checksum is CRC-32', () => {
  expect(packer.checksum(new TextEncoder().encode('123456789'))).toBe(0xcbf4_3926);
});
