import { PACKET_FAULTS } from '#engine/faults/packet-fault.ts';
import { HEADER_LENGTH } from '#engine/wire/feed-codes.ts';
import type { FeedFaults } from './feed-faults.ts';

/** One message of so many packets. */
export interface LineMessage {
  readonly bytes: Uint8Array;
  readonly packets: number;
}

/** Packets that wait for their time in one session; beyond it they are sent at once. */
const DELAYED_MAX = 200_000;

/** What becomes of a session's messages on their way to its client while faults are planned. */
export class FaultyLine {
  readonly #faults: FeedFaults;
  readonly #clientId: () => string;
  readonly #write: (messages: readonly LineMessage[]) => void;
  readonly #withheld = new Map<number, Uint8Array>();
  #delayed = 0;
  #isCut = false;

  /** `write` puts messages on the wire. */
  constructor(
    faults: FeedFaults,
    client: { readonly clientId: () => string; readonly write: (messages: readonly LineMessage[]) => void },
  ) {
    this.#faults = faults;
    this.#clientId = client.clientId;
    this.#write = client.write;
  }

  send(messages: readonly LineMessage[]): void {
    const { feed, plan } = this.#faults;
    const isSpoilt = this.#withheld.size > 0 || plan.isAnyDue(PACKET_FAULTS);
    this.#put(feed === 'live' && isSpoilt ? this.#spoil(messages) : messages);
  }

  /** Nothing more reaches the client. */
  cut(): void {
    this.#isCut = true;
  }

  #put(messages: readonly LineMessage[]): void {
    if (messages.length > 0 && !this.#isCut) this.#write(messages);
  }

  #spoil(messages: readonly LineMessage[]): LineMessage[] {
    const { packets, isBatched } = this.#faults;
    const reader = { clientId: this.#clientId(), withheld: this.#withheld };
    const now: Uint8Array[] = [];
    for (const { bytes } of messages)
      for (const packet of packetsOf(bytes))
        for (const spoilt of packets.spoil(packet, reader))
          if (spoilt.delayMs === 0 || this.#delayed >= DELAYED_MAX) now.push(spoilt.bytes);
          else this.#delay(spoilt.bytes, spoilt.delayMs);
    if (isBatched && now.length > 0) return [{ bytes: Buffer.concat(now), packets: now.length }];
    return now.map((bytes) => ({ bytes, packets: 1 }));
  }

  #delay(bytes: Uint8Array, delayMs: number): void {
    const { clock } = this.#faults;
    this.#delayed += 1;
    clock.at(clock.nowMs() + delayMs, () => {
      this.#delayed -= 1;
      this.#put([{ bytes, packets: 1 }]);
    });
  }
}

/** The live feed's packets of a message, each as long as its header says. */
function packetsOf(message: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let at = 0; at + HEADER_LENGTH <= message.length;) {
    const length = message[at + 1]! | (message[at + 2]! << 8);
    packets.push(message.subarray(at, at + length));
    at += length;
  }
  return packets;
}
