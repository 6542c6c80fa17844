/** Where a session's bytes go: a socket, or a handler in memory. */
export interface FeedSink {
  /** One binary WebSocket message; the bytes are only valid during the call. */
  send(message: Uint8Array): void;
  /** Messages that are WebSocket frames already, back to back, in one write; the sink may keep the bytes. */
  sendFrames(frames: Uint8Array): void;
  /** Bytes it was given that have not left this process yet. */
  backlogBytes(): number;
  ping(): void;
  pong(data: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Tears the connection down without a word: a TCP reset, no close frame. */
  reset(): void;
  /** Ends the stream without a close frame: a TCP FIN. */
  end(): void;
  /** Sends a close frame; the connection ends only when the function is called that this returns. */
  closeSlowly(code: number, reason: string): () => void;
}

/** The counters as every session of a feed adds to them. */
export interface FeedTally {
  packets: number;
  messages: number;
  messagesReceived: number;
  /** Times a session was found to read more slowly than the market moves. */
  slowReaders: number;
  /** Packets that slow readers were not sent when they were due. */
  packetsHeldBack: number;
  droppedAsTooSlow: number;
  /** Ended sessions whose close waits for what was sent before it, because a planned fault holds that up. */
  closing: number;
}
