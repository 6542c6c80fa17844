import { causeChain, UpstreamError } from '../errors.ts';
import type {
  Clock,
  Credentials,
  ExchangeFeed,
  FeedConnection,
  LogSink,
  SocketClose,
  TimerHandle,
  Timers,
} from '../ports.ts';

const FIRST_RETRY_MS = 5000;
const RETRY_MS_MAX = 120_000;
const FAILURES_MAX = 10;
/** After FAILURES_MAX failures in a row the exchange is left alone for this long, so that it does not block the address. */
const COOLDOWN_MS = 3_600_000;
/** Disconnect reasons that another attempt with the same credentials cannot mend. Source: dhan-v2-wire 2.3. */
const TERMINAL_REASON = /\b(80[6-9]|810)\b/;

const SILENT = 'the feed is connected and says nothing while the market is open';

/** The feed to hold, and who is told what happens on it. */
export interface FeedLinkOptions {
  readonly feed: ExchangeFeed;
  readonly credentials: Credentials;
  readonly clock: Clock & Timers;
  readonly log: LogSink;
  readonly onFrame: (frame: Uint8Array) => void;
  /** A connection stands and nothing is subscribed on it yet. */
  readonly onConnected: (connection: FeedConnection) => void;
  readonly onDisconnected: () => void;
  /** A connection that says nothing for longer while prices move is given up for another; never, unless given. */
  readonly silence?:
    | { readonly msMax: number; readonly isMarketOpen: (nowMs: number) => boolean }
    | undefined;
}

/** What the first attempt came to. `refused`: the exchange will not have these credentials. */
export type FeedStart =
  | { readonly kind: 'connected' }
  | { readonly kind: 'retrying'; readonly problem: string }
  | { readonly kind: 'refused'; readonly error: unknown };

/** Keeps one feed connection alive: back-off on failure, and no further attempt once the exchange has refused the login. */
export class FeedLink {
  readonly #options: FeedLinkOptions;
  #connection: FeedConnection | undefined;
  #retry: TimerHandle | undefined;
  #failures = 0;
  #isStopped = false;
  #problem: string | undefined;
  #openedAtMs = 0;
  #heardAtMs = 0;
  #silenceCheck: TimerHandle | undefined;

  constructor(options: FeedLinkOptions) {
    this.#options = options;
  }

  get connection(): FeedConnection | undefined {
    return this.#connection;
  }

  /** Why there is no data, in words: no connection, or one in the place of a silent one that has not spoken yet. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** One attempt; further ones follow by themselves unless the answer was a refusal. Never rejects. */
  async connect(): Promise<FeedStart> {
    const { feed, credentials } = this.#options;
    let closedEarly: SocketClose | undefined;
    let opened: FeedConnection | undefined;
    try {
      const connection = await feed.connect(credentials, {
        onFrame: (frame) => this.#receive(frame),
        onClose: (close) => {
          if (opened) this.#closed(opened, close);
          else closedEarly = close;
        },
      });
      opened = connection;
      if (this.#isStopped) connection.close();
      else this.#opened(connection);
    } catch (error) {
      return this.#failed(error);
    }
    // The exchange accepts every socket and refuses a bad login afterwards, possibly before the caller learns of the opening.
    if (closedEarly) this.#closed(opened, closedEarly);
    return { kind: 'connected' };
  }

  /** Closes the connection and gives up every planned attempt. */
  stop(): void {
    this.#isStopped = true;
    this.#retry?.cancel();
    this.#silenceCheck?.cancel();
    this.#connection?.close();
    this.#connection = undefined;
  }

  #opened(connection: FeedConnection): void {
    this.#connection = connection;
    if (this.#problem !== SILENT) this.#problem = undefined;
    this.#openedAtMs = this.#options.clock.nowMs();
    this.#heardAtMs = this.#openedAtMs;
    this.#options.log.line('info', '[FEED] Connected');
    this.#options.onConnected(connection);
    this.#planSilenceCheck(connection);
  }

  /** A connected socket is no proof of data. */
  #planSilenceCheck(connection: FeedConnection): void {
    const { clock, silence } = this.#options;
    if (!silence) return;
    const silentFrom = clock.nowMs();
    this.#silenceCheck = clock.at(silentFrom + silence.msMax, () => {
      if (this.#connection !== connection) return;
      const isSilent = this.#heardAtMs <= silentFrom && silence.isMarketOpen(silentFrom);
      if (isSilent) this.#giveUpSilent(connection, silence.msMax);
      else this.#planSilenceCheck(connection);
    });
  }

  #giveUpSilent(connection: FeedConnection, msMax: number): void {
    this.#options.log.line('warn', `[FEED] Silent for ${msMax / 1000} s while the market is open`);
    this.#lost();
    connection.close();
    this.#planRetry(SILENT);
  }

  /** Only data proves a connection: a socket that opens and closes again at once must not reset the back-off. */
  #receive(frame: Uint8Array): void {
    this.#failures = 0;
    this.#heardAtMs = this.#options.clock.nowMs();
    if (this.#problem === SILENT) this.#problem = undefined;
    this.#options.onFrame(frame);
  }

  #failed(error: unknown): FeedStart {
    const problem = causeChain(error)[0] ?? 'unknown failure';
    if (error instanceof UpstreamError && error.failure === 'authentication') {
      this.#giveUp(problem);
      return { kind: 'refused', error };
    }
    this.#options.log.line('warn', `[FEED] Not connected: ${problem}`);
    this.#planRetry(problem);
    return { kind: 'retrying', problem };
  }

  /** A connection that was given up already closes unheard. */
  #closed(connection: FeedConnection | undefined, close: SocketClose): void {
    if (this.#isStopped || this.#connection !== connection) return;
    this.#lost();
    // A quiet night breaks connections too: one that stood for long was no failure.
    if (this.#options.clock.nowMs() - this.#openedAtMs >= RETRY_MS_MAX) this.#failures = 0;
    const problem = `feed closed with ${close.code}${close.reason === '' ? '' : `: ${close.reason}`}`;
    this.#options.log.line('warn', `[FEED] Disconnected: ${problem}`);
    if (TERMINAL_REASON.test(close.reason)) this.#giveUp(problem);
    else this.#planRetry(problem);
  }

  #lost(): void {
    this.#silenceCheck?.cancel();
    this.#connection = undefined;
    this.#options.onDisconnected();
  }

  #giveUp(problem: string): void {
    this.#problem = problem;
    this.#options.log.line(
      'error',
      `[FEED] Refused, no further attempt: ${problem}. Renew the access token and start again.`,
    );
  }

  #planRetry(problem: string): void {
    this.#problem = problem;
    if (this.#isStopped) return;
    this.#failures += 1;
    const isBlocked = this.#failures >= FAILURES_MAX;
    const waitMs = isBlocked
      ? COOLDOWN_MS
      : Math.min(FIRST_RETRY_MS * 2 ** (this.#failures - 1), RETRY_MS_MAX);
    this.#options.log.line('warn', retryLine(this.#failures, waitMs, isBlocked));
    if (isBlocked) this.#failures = 0;
    this.#retry = this.#options.clock.at(this.#options.clock.nowMs() + waitMs, () => void this.connect());
  }
}

function retryLine(failures: number, waitMs: number, isBlocked: boolean): string {
  const seconds = waitMs / 1000;
  return isBlocked
    ? `[BLOCK] Max connection failures reached (${FAILURES_MAX}). [COOLDOWN] Resuming in ${seconds}s`
    : `[RETRY] Connection failed. Attempt #${failures}, failures: ${failures}/${FAILURES_MAX}, next retry in ${seconds}s`;
}
