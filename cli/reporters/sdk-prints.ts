import type { ExplainedFrame } from '#engine/wire/explained-frame.ts';
import { printedSdkPacket, sdkPacket } from '#engine/wire/sdk-packet.ts';

/**
 * The live feed's packets as a program prints them that gets them from the official Python SDK, a line each. What the SDK would not show is said in lines that begin
 * with #: findings, and packets behind the first of a message, which it passes over (dhan-v2-wire 6.8).
 */
export function sdkPrints(bytes: Uint8Array, { packets, findings }: ExplainedFrame): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lines = packets.map(({ offset }) => ({ offset, text: printedSdkPacket(sdkPacket(view, offset)) }));
  const behind = packets.find(({ offset }) => offset > 0);
  if (behind)
    lines.push({
      offset: behind.offset - 1,
      text: `# byte ${behind.offset}: the SDK reads the first packet of a message alone; in one message it passes over what follows`,
    });
  for (const { offset, message } of findings) lines.push({ offset, text: `# byte ${offset}: ${message}` });
  return lines
    .toSorted((one, other) => one.offset - other.offset)
    .map(({ text }) => text)
    .join('\n');
}
