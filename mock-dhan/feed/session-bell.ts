import { derivativesSession } from '#engine/market/trading-calendar.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';

/** Tells when the derivatives session of a day opens and closes, each once. */
export class SessionBell {
  readonly #ringsAtMs: readonly number[];
  #heardUntilMs = -Infinity;

  constructor(date: string) {
    const session = derivativesSession('NSE', date);
    this.#ringsAtMs = session ? [session.openMs, session.closeMs] : [];
  }

  /** Whether it rang since it was last asked; time only goes on. */
  hasRung(nowMs: number): boolean {
    const heardUntilMs = this.#heardUntilMs;
    this.#heardUntilMs = nowMs;
    return this.#ringsAtMs.some((atMs) => atMs > heardUntilMs && atMs <= nowMs);
  }
}

const MARKET_STATUS_LENGTH = 8;

/** Packet 7; nobody documents what its segment and id would say. Source: dhan-v2-wire 6.5; 11, row 8. */
export function encodeMarketStatusPacket(): Uint8Array {
  const bytes = new Uint8Array(MARKET_STATUS_LENGTH);
  encodePacket(new DataView(bytes.buffer), 0, { ...createPacketFields(), code: RESPONSE_CODES.marketStatus });
  return bytes;
}
