import { FRAME_BYTES_MAX, OPCODES, encodeFrame, forEachFrame } from './frames.ts';
import type { Frame } from './frames.ts';
import type { Redaction } from './redaction.ts';
import { joinBytes } from './joined-bytes.ts';

/**
 * One direction's frames with the secrets in its messages replaced. A message that comes in several frames is put together first, because a
 * secret may stand across two of them, and is kept as one frame. `frames` returns undefined while such a message lacks its end.
 */
export class RedactedFrames {
  readonly #redaction: Redaction;
  #parts: Frame[] = [];
  #partBytes = 0;

  constructor(redaction: Redaction) {
    this.#redaction = redaction;
  }

  /** `run`: whole unmasked frames. Errors: RangeError for a message longer than any feed's. */
  frames(run: Uint8Array): Uint8Array | undefined {
    const kept: Uint8Array[] = [];
    forEachFrame(run, (frame) => {
      if (frame.opcode > OPCODES.binary) kept.push(this.#controlFrame(frame));
      else {
        this.#collect(frame);
        if (frame.isFinal) kept.push(this.#message());
      }
    });
    return kept.length === 0 ? undefined : joinBytes(kept);
  }

  #collect(frame: Frame): void {
    if (frame.opcode !== OPCODES.continuation) this.#forget();
    this.#parts.push({ ...frame, payload: new Uint8Array(frame.payload) });
    this.#partBytes += frame.payload.length;
    if (this.#partBytes > FRAME_BYTES_MAX)
      throw new RangeError(`expected a message of at most ${FRAME_BYTES_MAX} bytes, was a longer one`);
  }

  #forget(): void {
    this.#parts = [];
    this.#partBytes = 0;
  }

  #controlFrame({ firstByte, opcode, payload }: Frame): Uint8Array {
    if (opcode !== OPCODES.close || payload.length <= 2) return encodeFrame(firstByte, payload);
    const reason = new TextEncoder().encode(
      this.#redaction.text(new TextDecoder().decode(payload.subarray(2))),
    );
    return encodeFrame(firstByte, joinBytes([payload.subarray(0, 2), reason]));
  }

  #message(): Uint8Array {
    const [first] = this.#parts;
    const payload = joinBytes(this.#parts.map((part) => part.payload));
    const firstByte = (first?.firstByte ?? 0) | FINAL_BIT;
    const isText = first?.opcode === OPCODES.text;
    this.#forget();
    return encodeFrame(firstByte, isText ? this.#text(payload) : this.#redaction.binary(payload));
  }

  /** Text that held no secret keeps its very bytes, even those that are no UTF-8. */
  #text(payload: Uint8Array): Uint8Array {
    const text = new TextDecoder().decode(payload);
    const redacted = this.#redaction.text(text);
    return redacted === text ? payload : new TextEncoder().encode(redacted);
  }
}

const FINAL_BIT = 0x80;
