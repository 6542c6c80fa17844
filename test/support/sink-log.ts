import { FeedFrameReader, toFeedPacket } from '#engine/wire/feed-packets.ts';
import type { FeedPacket } from '#engine/wire/feed-packets.ts';
import type { FeedSink } from '#mock-dhan/feed/client-session.ts';

/** A sink that keeps what it was given. */
export class SinkLog implements FeedSink {
  readonly messages: Uint8Array[] = [];
  readonly closes: { code: number; reason: string }[] = [];
  flushes = 0;
  pings = 0;
  resets = 0;
  onSend: () => void = () => undefined;

  send(bytes: Uint8Array): void {
    this.messages.push(bytes.slice());
    this.onSend();
  }

  flush(): void {
    this.flushes += 1;
  }

  ping(): void {
    this.pings += 1;
  }

  close(code: number, reason: string): void {
    this.closes.push({ code, reason });
  }

  reset(): void {
    this.resets += 1;
  }

  packets(): FeedPacket[] {
    const packets: FeedPacket[] = [];
    const reader = new FeedFrameReader();
    for (const message of this.messages) reader.read(message, (fields) => packets.push(toFeedPacket(fields)));
    return packets;
  }
}
