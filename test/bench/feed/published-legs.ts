import {
  createFanOutMarket,
  dirtyLeg,
  FIRST_SECURITY_ID,
  LEGS,
  moveLeg,
  PRICES,
  priceNumber,
} from './fan-out-market.ts';
import { plainQuote } from './plain-quote.ts';

/** What one client received: Quote packets, and the checksum of all their bytes. */
export interface Delivered {
  readonly packets: number;
  readonly checksum: number;
}

/** Adds up what is published of each leg, from the peer's own encoder, so that the receiving side can be held against it. */
export class PublishedLegs {
  readonly #packets = new Float64Array(LEGS);
  readonly #checksum = new Uint32Array(LEGS);
  readonly #firstIndex: number;
  readonly #checksumOf: Uint32Array;

  /** `volume`: of every packet, if not the market's. */
  constructor(volume?: number) {
    const { exchange, firstIndex } = createFanOutMarket(1);
    const { board } = exchange.world;
    this.#firstIndex = firstIndex;
    this.#checksumOf = new Uint32Array(LEGS * PRICES);
    for (let leg = 0; leg < LEGS; leg += 1)
      for (let turn = 0; turn < PRICES; turn += 1) {
        const index = firstIndex + leg;
        moveLeg(board, index, turn);
        if (volume !== undefined) board.volume[index] = volume;
        const packet = plainQuote(board, index, FIRST_SECURITY_ID + leg);
        this.#checksumOf[leg * PRICES + priceNumber(index, turn)] = packetChecksum(packet);
      }
  }

  /** One packet of the leg as of the turn, `times` times. */
  add(leg: number, turn: number, times = 1): void {
    const checksum = this.#checksumOf[leg * PRICES + priceNumber(this.#firstIndex + leg, turn)]!;
    this.#packets[leg] = this.#packets[leg]! + times;
    this.#checksum[leg] = this.#checksum[leg]! + Math.imul(checksum, times);
  }

  /** The first `dirty` trades of turns 1 to `turns`, `times` times. */
  addTurns(turns: number, dirty: number, times = 1): void {
    for (let turn = 1; turn <= turns; turn += 1)
      for (let position = 0; position < dirty; position += 1) this.add(dirtyLeg(turn, position), turn, times);
  }

  /** What a client that subscribed to these legs must have received. */
  deliveredTo(legs: readonly number[]): Delivered {
    let packets = 0;
    let checksum = 0;
    for (const leg of legs) {
      packets += this.#packets[leg]!;
      checksum = (checksum + this.#checksum[leg]!) >>> 0;
    }
    return { packets, checksum };
  }
}

/** Every little-endian 32-bit word times an odd number of its own, modulo 2^32; packets add up. The same as frame-sink.c has it. */
function packetChecksum(packet: Buffer): number {
  const words = packet.length >>> 2;
  let checksum = Math.imul(packet.readUInt16LE(words * 4), 2 * words + 1);
  for (let word = 0; word < words; word += 1)
    checksum += Math.imul(packet.readUInt32LE(word * 4), 2 * word + 1);
  return checksum >>> 0;
}
