import { createHmac, timingSafeEqual } from 'node:crypto';

/** Source: RFC 6238, and dhan-v2-wire 1.4 for the six digits. */
const STEP_MS = 30_000;
const DIGITS = 6;
/** A code of the step before or after is good too, for clocks that differ a little. */
const SKEW_STEPS = 1;
const BASE32_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BITS_PER_BASE32_DIGIT = 5;

/** The six-digit TOTP (SHA-1) of a base32 secret at `nowMs`, epoch ms. Source: RFC 6238. */
export function totpAt(secret: string, nowMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / STEP_MS)));
  const hash = createHmac('sha1', base32Bytes(secret)).update(counter).digest();
  const offset = hash.at(-1)! & 0xf;
  const number = (hash.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

/** True when `code` is the secret's at `nowMs`, give or take one step. */
export function isTotp(code: string, secret: string, nowMs: number): boolean {
  return totpStep(code, secret, nowMs) !== undefined;
}

/** The newest step whose code this is, among that of `nowMs`, the one before and the one after; undefined for a wrong code. Source: RFC 6238, 5.2. */
export function totpStep(code: string, secret: string, nowMs: number): number | undefined {
  const presented = Buffer.from(code);
  let found: number | undefined;
  for (let step = -SKEW_STEPS; step <= SKEW_STEPS; step += 1) {
    const expected = Buffer.from(totpAt(secret, nowMs + step * STEP_MS));
    if (presented.length === expected.length && timingSafeEqual(presented, expected))
      found = Math.floor(nowMs / STEP_MS) + step;
  }
  return found;
}

/** Bits that do not fill a byte at the end are padding; the scenario's schema has checked the alphabet. */
function base32Bytes(secret: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const digit of secret) {
    value = ((value << BITS_PER_BASE32_DIGIT) | BASE32_ALPHABET.indexOf(digit)) & 0xfff;
    bits += BITS_PER_BASE32_DIGIT;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >>> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
