/** The same small exchange reached three ways, for suites that must hold for all of them. */
import { afterEach } from 'vitest';
import { WebSocket } from 'ws';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import type {
  FeedMode,
  HttpTransport,
  InstrumentKey,
  SocketClose,
  SocketConnection,
  SocketTransport,
} from '#engine/ports.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { createSmallExchange } from './small-world.ts';
import { testCertificates } from './test-certificates.ts';

export interface MountedExchange extends ReturnType<typeof createSmallExchange> {
  readonly restUrl: string;
  readonly originUrl: string;
  readonly feedUrl: string;
  /** The address of a path that starts at the host: `/v2/profile`. */
  urlOf(path: string): string;
  readonly http: HttpTransport;
  readonly sockets: SocketTransport;
  close(): Promise<void>;
}

type Options = Parameters<typeof createSmallExchange>[0];

export const MOUNTS: readonly {
  readonly mount: 'in process' | 'listening' | 'tls';
  readonly open: (options?: Options) => Promise<MountedExchange>;
}[] = [
  { mount: 'in process', open: openInProcess },
  { mount: 'listening', open: openListening },
  { mount: 'tls', open: openTls },
];

/** How one of the mounts is opened. */
type OpenMount = (typeof MOUNTS)[number]['open'];

/** For a file of tests that open at most one exchange each: what was opened is closed after the test. */
export function openedPerTest(): (open: OpenMount, options?: Options) => Promise<MountedExchange> {
  let mounted: MountedExchange | undefined;
  afterEach(async () => {
    await mounted?.close();
    mounted = undefined;
  });
  return async (open, options) => {
    mounted = await open(options);
    return mounted;
  };
}

/** A feed client that keeps what it hears. */
export class FeedListener {
  /** One entry per binary WebSocket message. */
  readonly messages: Uint8Array[] = [];
  /** One per text message. */
  readonly texts: string[] = [];
  closed: SocketClose | undefined;
  #connection: SocketConnection | undefined;
  readonly #waiting: { readonly isMet: () => boolean; readonly resolve: () => void }[] = [];

  static async connect(mounted: MountedExchange, query: string, path = '/'): Promise<FeedListener> {
    const listener = new FeedListener();
    listener.#connection = await mounted.sockets.connect(`${mounted.feedUrl}${path}?${query}`, {
      onMessage(message) {
        if (typeof message === 'string') listener.texts.push(message);
        else listener.messages.push(message.slice());
        listener.#settle();
      },
      onClose(close) {
        listener.closed = close;
        listener.#settle();
      },
    });
    return listener;
  }

  send(text: string): void {
    this.#connection?.send(text);
  }

  close(): void {
    this.#connection?.close();
  }

  codes(): number[] {
    return this.messages.map((message) => message[0]!);
  }

  /** Resolves once `count` messages have arrived. */
  async untilMessages(count: number): Promise<void> {
    await this.#until(() => this.messages.length >= count);
  }

  /** Resolves once `count` text messages have arrived. */
  async untilTexts(count: number): Promise<void> {
    await this.#until(() => this.texts.length >= count);
  }

  /** The first message that is wanted, once it has arrived. */
  async untilHeard(isWanted: (message: Uint8Array) => boolean): Promise<Uint8Array> {
    await this.#until(() => this.messages.some(isWanted));
    return this.messages.find(isWanted)!;
  }

  async untilClosed(): Promise<void> {
    await this.#until(() => this.closed !== undefined);
  }

  async #until(isMet: () => boolean): Promise<void> {
    if (isMet()) return;
    await new Promise<void>((resolve) => this.#waiting.push({ isMet, resolve }));
  }

  #settle(): void {
    for (const waiting of this.#waiting) if (waiting.isMet()) waiting.resolve();
  }
}

/** The query of a feed URL with the exchange's own test login, or parts of another. */
export function feedQuery(
  { exchange }: MountedExchange,
  changes: { readonly token?: string; readonly clientId?: string } = {},
): string {
  const login = exchange.accounts.credentialsOf();
  const { token = login?.accessToken ?? '', clientId = login?.clientId ?? '' } = changes;
  return `version=2&token=${token}&clientId=${clientId}&authType=2`;
}

/** A listener that has subscribed with the exchange's test login and heard so many messages of its snapshots. */
export async function subscribed(
  exchange: MountedExchange,
  mode: FeedMode,
  instruments: readonly InstrumentKey[],
  snapshotMessages: number,
): Promise<FeedListener> {
  const listener = await FeedListener.connect(exchange, feedQuery(exchange));
  for (const message of encodeSubscribe(mode, instruments)) listener.send(message);
  await listener.untilMessages(snapshotMessages);
  return listener;
}

async function openInProcess(options?: Options): Promise<MountedExchange> {
  const small = createSmallExchange(options);
  return {
    ...small,
    ...inProcessTransports(small.exchange),
    restUrl: 'http://exchange.test/v2',
    originUrl: 'http://exchange.test',
    feedUrl: 'ws://exchange.test',
    urlOf: (path) => `http://exchange.test${path}`,
    close: () => Promise.resolve(small.exchange.close()),
  };
}

async function openListening(options?: Options): Promise<MountedExchange> {
  const small = createSmallExchange(options);
  const listening = await listenExchange(small.exchange, { keepAlive: small.clock });
  return {
    ...small,
    restUrl: listening.restUrl,
    originUrl: listening.originUrl,
    feedUrl: listening.feedUrl,
    urlOf: (path) => `${listening.originUrl}${path}`,
    http: fetchTransport,
    sockets: webSocketTransport,
    async close() {
      small.exchange.close();
      await listening.close();
    },
  };
}

async function openTls(options?: Options): Promise<MountedExchange> {
  const small = createSmallExchange(options);
  const { ca, leaf } = await testCertificates();
  const listening = await listenExchange(small.exchange, { keepAlive: small.clock, tls: leaf });
  const http = createUndiciTransport({ caPem: ca.cert });
  const close = async (): Promise<void> => {
    small.exchange.close();
    await Promise.all([http.close(), listening.close()]);
  };
  let closed: Promise<void> | undefined;
  return {
    ...small,
    restUrl: listening.restUrl,
    originUrl: listening.originUrl,
    feedUrl: listening.feedUrl,
    urlOf: (path) => `${listening.originUrl}${path}`,
    http,
    sockets: createWsTransport({ caPem: ca.cert }),
    close: () => (closed ??= close()),
  };
}

/** The global fetch, as most clients call it. */
export const fetchTransport: HttpTransport = {
  async send({ method, url, headers, body }) {
    // A redirect is an answer of the exchange: whoever asks here wants to see it, as the other mounts show it.
    const redirect = 'manual';
    const response = await fetch(url, { method, headers, redirect, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), body: text };
  },
};

const webSocketTransport: SocketTransport = {
  async connect(url, handlers) {
    const socket = new WebSocket(url);
    socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      handlers.onMessage(isBinary ? bytes : bytes.toString('utf8'));
    });
    socket.on('close', (code, reason) => handlers.onClose({ code, reason: reason.toString('utf8') }));
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return { send: (text) => socket.send(text), close: () => socket.close() };
  },
};
