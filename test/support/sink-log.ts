import { decodeFrame } from '#engine/wire/feed-packets.ts';
import type { FeedPacket } from '#engine/wire/feed-packets.ts';
import type { FeedSink } from '#mock-dhan/feed/feed-sink.ts';
import { FrameStream } from '#mock-dhan/feed/websocket-frames.ts';

/** A sink that keeps what it was given. */
export class SinkLog implements FeedSink {
  readonly messages: Uint8Array[] = [];
  readonly closes: { code: number; reason: string }[] = [];
  /** Calls that would each be a write to a socket. */
  writes = 0;
  pings = 0;
  pongs = 0;
  resets = 0;
  ends = 0;
  /** What a client that reads slowly leaves lying; the test sets it. */
  backlog = 0;
  onSend: () => void = () => undefined;
  readonly #stream = new FrameStream((message) => this.messages.push(new Uint8Array(message)));

  send(message: Uint8Array): void {
    this.writes += 1;
    this.messages.push(new Uint8Array(message));
    this.onSend();
  }

  sendFrames(frames: Uint8Array): void {
    this.writes += 1;
    this.#stream.push(frames);
    this.onSend();
  }

  backlogBytes(): number {
    return this.backlog;
  }

  ping(): void {
    this.pings += 1;
  }

  pong(): void {
    this.pongs += 1;
  }

  close(code: number, reason: string): void {
    this.closes.push({ code, reason });
  }

  reset(): void {
    this.resets += 1;
  }

  end(): void {
    this.ends += 1;
  }

  closeSlowly(code: number, reason: string): () => void {
    return () => this.close(code, reason);
  }

  packets(): FeedPacket[] {
    return this.messages.flatMap((message) => decodeFrame(message).packets);
  }
}

/** A sink that hands on each message and reads as fast as it is sent to. */
export function sinkInto(
  onMessage: (message: Uint8Array) => void,
  onPing: () => void = () => undefined,
): FeedSink {
  const stream = new FrameStream(onMessage);
  return {
    send: onMessage,
    sendFrames: (frames) => stream.push(frames),
    backlogBytes: () => 0,
    ping: onPing,
    pong: () => undefined,
    close: () => undefined,
    reset: () => undefined,
    end: () => undefined,
    closeSlowly: () => () => undefined,
  };
}
