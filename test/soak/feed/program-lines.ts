/** What the two programs of the feed proof print, a JSON line each. */

/** The server's first line, and the client's set-up file: where it listens and who may log in. */
export interface Where {
  readonly feedUrl: string;
  readonly clientId: string;
  readonly accessToken: string;
}

/** The server's last line. Sizes in bytes, times in ms unless named otherwise. */
export interface Published {
  /** By turn: microseconds of the monotonic clock modulo 2^32. */
  readonly leftAtUs: readonly number[];
  /** Prices on the board at the end, by leg. */
  readonly lastPrices: readonly number[];
  /** Packets sent to all connections, by the exchange's own count. */
  readonly packets: number;
  readonly droppedAsTooSlow: number;
  /** CPU time per wall time while it published. */
  readonly cpuShare: number;
  /** The longest that a turn began after its deadline. */
  readonly latestMs: number;
  /** Early, and at the end. */
  readonly mark: MemoryAfterGc;
  readonly end: MemoryAfterGc;
}

/** Memory of a process right after a collection. */
export interface MemoryAfterGc {
  readonly residentBytes: number;
  /** The heap's live objects and the buffers beside it. */
  readonly usedBytes: number;
}

/** What one connection received. */
export interface ReceivedByConnection {
  readonly packets: number;
  /** The last price of each leg, by leg. */
  readonly lastPrices: readonly number[];
  /** Code and reason of the close. */
  readonly close: string;
}

/** The client's only line, after the last close. */
export interface Received {
  readonly connections: readonly ReceivedByConnection[];
  /** Of all packets, those decoded and compared with what was published. */
  readonly checked: number;
  readonly wrong: number;
  /** The first of those, in words. */
  readonly findings: readonly string[];
  /** By turn, as told by the packets. */
  readonly leftAtUs: readonly number[];
  /** Quotes of the turns, without the snapshots, and the seconds from the first's arrival to the last's. */
  readonly quotes: number;
  readonly seconds: number;
  /** Delivery of a quote, ms. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly cpuShare: number;
}
