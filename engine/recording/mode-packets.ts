/** Which recorded packets of the live feed serve a subscription, and how a poorer one is made of a richer. */
import { PACKET_LENGTHS, RESPONSE_CODES } from '../wire/feed-codes.ts';
import type { ServedMode } from '../wire/feed-codes.ts';

const { ticker, depth, quote, full, oi, previousClose } = RESPONSE_CODES;

/** Codes that carry a mode's prices, the best first: its own, then one it can be made of, then whatever was recorded. */
const SOURCES: Readonly<Record<ServedMode, readonly number[]>> = {
  ticker: [ticker, quote, full],
  quote: [quote, full, ticker],
  full: [full, quote, ticker],
  depth: [depth],
};

/**
 * The packet that a subscription in `mode` gets of a recorded one; undefined when it gets none. `has`: which codes the recording brought for
 * this instrument so far: a better one among them is the one that is sent, and alone.
 */
export function packetForMode(
  mode: ServedMode,
  packet: { readonly code: number; readonly bytes: Uint8Array },
  has: (code: number) => boolean,
): Uint8Array | undefined {
  const { code, bytes } = packet;
  if (code === previousClose) return bytes;
  if (code === oi) return mode === 'quote' || mode === 'full' ? bytes : undefined;
  if (SOURCES[mode].find(has) !== code) return undefined;
  if (mode === 'ticker' && code !== ticker) return tickerOf(bytes);
  return mode === 'quote' && code === full ? quoteOf(bytes) : bytes;
}

/** Quote and Full begin alike: 8 LTP, 12 u16 last quantity, 14 LTT. Source: dhan-v2-wire 6.5. */
function tickerOf(bytes: Uint8Array): Uint8Array {
  const packet = headed(ticker, bytes);
  packet.set(bytes.subarray(8, 12), 8);
  packet.set(bytes.subarray(14, 18), 12);
  return packet;
}

/** Both have the trade up to byte 34; the day's prices follow in a Quote, in a Full they stand at 46 behind the open interest. */
function quoteOf(bytes: Uint8Array): Uint8Array {
  const packet = headed(quote, bytes);
  packet.set(bytes.subarray(8, 34), 8);
  packet.set(bytes.subarray(46, 62), 34);
  return packet;
}

function headed(code: typeof ticker | typeof quote, like: Uint8Array): Uint8Array {
  const length = PACKET_LENGTHS[code];
  const packet = new Uint8Array(length);
  packet.set(like.subarray(0, 8));
  packet[0] = code;
  packet[1] = length;
  packet[2] = 0;
  return packet;
}
