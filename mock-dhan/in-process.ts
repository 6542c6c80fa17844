import { UpstreamError } from '#engine/errors.ts';
import type {
  Clock,
  HttpRequest,
  HttpResponse,
  HttpTransport,
  SocketConnection,
  SocketHandlers,
  SocketTransport,
  Timers,
} from '#engine/ports.ts';
import type { MockExchange } from './exchange.ts';
import type { FeedSink } from './feed/feed-sink.ts';
import { FrameStream } from './feed/websocket-frames.ts';
import { feedTypeOf, loginOf } from './feed/feed-routing.ts';

/** Both transports of the engine against an exchange in the same process. */
export interface InProcessTransports {
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
  /** Calls and connects that are not settled yet and do not wait for the clock either: whoever moves it waits until it is 0. */
  inFlight(): number;
}

/** Connects the engine to `exchange` without sockets; a socket's URL chooses the feed as over the network, and feed bytes arrive synchronously, within the timer that sends them. */
export function inProcessTransports(exchange: MockExchange): InProcessTransports {
  let pending = 0;
  async function tracked<Value>(work: Promise<Value>): Promise<Value> {
    pending += 1;
    try {
      return await work;
    } finally {
      pending -= 1;
    }
  }
  const nextTurn = (run: () => void): void =>
    void tracked(new Promise<void>((resolve) => setImmediate(resolve)).then(run));
  return {
    http: { send: (request) => tracked(answer(exchange, request)) },
    sockets: { connect: (url, handlers) => tracked(connect(exchange, { url, handlers, nextTurn })) },
    inFlight: () => pending - exchange.heldAnswers(),
  };
}

async function answer(exchange: MockExchange, request: HttpRequest): Promise<HttpResponse> {
  const response = await exchange.app.fetch(
    new Request(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
    }),
  );
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

async function connect(
  exchange: MockExchange,
  {
    url,
    handlers,
    nextTurn,
  }: {
    readonly url: string;
    readonly handlers: SocketHandlers;
    readonly nextTurn: (run: () => void) => void;
  },
): Promise<SocketConnection> {
  const { host, pathname, searchParams } = new URL(url);
  const login = loginOf(searchParams);
  const feedType = feedTypeOf({ host, path: pathname });
  const refusal = exchange.refuseUpgrade(feedType, login);
  if (refusal !== undefined) throw upgradeRefused(refusal);
  const feed = exchange.feeds[feedType];
  const mailbox = new Mailbox(handlers);
  const words = new ClientWords(exchange.clock, (text) => session?.receive(text));
  const session = feed.connect(
    login,
    sinkInto(mailbox, words, () => session?.heardFromClient()),
  );
  // A refused login has already been told so; as over a socket, the caller hears it after the connect has resolved.
  if (session) mailbox.open();
  else nextTurn(() => mailbox.open());
  return {
    send: (text) => words.say(text),
    close() {
      session?.clientClosed();
      mailbox.close({ code: 1000, reason: '' });
    },
  };
}

function upgradeRefused(status: number): UpstreamError {
  return new UpstreamError(
    `live feed upgrade: expected status 101, was ${status} (${FEED_ENDPOINT}). Wait and connect again, or check the exchange's status.`,
    { failure: status === 429 ? 'rate-limit' : 'transport', endpoint: FEED_ENDPOINT, status },
  );
}

const FEED_ENDPOINT = 'live feed';

/** What a WebSocket client reads into a connection that just ended. Source: RFC 6455, 7.1.5. */
const CLOSED_WITHOUT_A_FRAME = 1006;

function sinkInto(mailbox: Mailbox, words: ClientWords, pong: () => void): FeedSink {
  const stream = new FrameStream((message, isText) => mailbox.message(message, isText));
  return {
    send: (bytes) => words.during(() => mailbox.message(bytes)),
    sendFrames: (frames) => words.during(() => stream.push(frames)),
    backlogBytes: () => 0,
    ping: pong,
    pong: () => undefined,
    close: (code, reason) => mailbox.close({ code, reason }),
    reset: () => mailbox.close({ code: CLOSED_WITHOUT_A_FRAME, reason: '' }),
    end: () => mailbox.close({ code: CLOSED_WITHOUT_A_FRAME, reason: '' }),
    closeSlowly: (code, reason) => () => mailbox.close({ code, reason }),
  };
}

/** What a client says while bytes are handed to it reaches the exchange after everything that is due now, as it would over a socket. */
class ClientWords {
  readonly #clock: Clock & Timers;
  readonly #receive: (text: string) => void;
  #writes = 0;

  constructor(clock: Clock & Timers, receive: (text: string) => void) {
    this.#clock = clock;
    this.#receive = receive;
  }

  say(text: string): void {
    if (this.#writes > 0) this.#clock.at(this.#clock.nowMs(), () => this.#receive(text));
    else this.#receive(text);
  }

  during(write: () => void): void {
    this.#writes += 1;
    try {
      write();
    } finally {
      this.#writes -= 1;
    }
  }
}

/** Hands messages to the handlers, or keeps them until the connection counts as open; closes once. */
class Mailbox {
  readonly #handlers: SocketHandlers;
  readonly #early: (() => void)[] = [];
  #isOpen = false;
  #isClosed = false;

  constructor(handlers: SocketHandlers) {
    this.#handlers = handlers;
  }

  open(): void {
    this.#isOpen = true;
    for (const deliver of this.#early.splice(0)) deliver();
  }

  message(bytes: Uint8Array, isText = false): void {
    if (this.#isClosed) return;
    if (this.#isOpen) {
      this.#handlers.onMessage(isText ? textOf(bytes) : bytes);
      return;
    }
    const kept = isText ? textOf(bytes) : bytes.slice();
    this.#early.push(() => this.#handlers.onMessage(kept));
  }

  close(reason: { readonly code: number; readonly reason: string }): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#isOpen) this.#handlers.onClose(reason);
    else this.#early.push(() => this.#handlers.onClose(reason));
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
