import { WebSocket } from 'ws';
import { ProbeUnreachable } from '../../verify/check.ts';
import type {
  OpenedSocket,
  WebsocketDeclaration,
  WebsocketFacts,
  WebsocketMessage,
  WebsocketProbe,
} from '../../verify/declared/websocket-check.ts';
import type { CallCounter } from '../call-counter.ts';
import { parsedJson, valuesAt } from './json-path.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/** Later messages of one session are heard but not kept. */
const MESSAGES_MAX = 20_000;
/** A session that is judged by time passing is looked at again this often. */
const LOOK_EVERY_MS = 100;

/** Listens to what a suite declares over `websocket`; times are counted on `nowMs`, in ms with fractions, connections by `counter`. */
export function createWebsocketProbe(nowMs: () => number, counter?: CallCounter): WebsocketProbe {
  return {
    listen: (declaration, until) => {
      counter?.socket(declaration.url);
      return listen(declaration, until, nowMs);
    },
  };
}

type Until = Parameters<WebsocketProbe['listen']>[1];

async function listen(
  declaration: WebsocketDeclaration,
  { listenMs, isEnough }: Until,
  nowMs: () => number,
): Promise<WebsocketFacts> {
  const startedAtMs = nowMs();
  const session = new Session(declaration, nowMs);
  try {
    const refusal = await session.opened;
    if (refusal !== undefined) return { kind: 'refused', reason: refusal };
    const afterMs = session.openedAtMs - startedAtMs;
    for (const text of declaration.send) session.socket.send(text);
    await new Promise<void>((resolve) => {
      const look = (): void => {
        const facts = session.facts(afterMs);
        if (facts.listenedMs >= listenMs || isEnough(facts)) resolve();
      };
      session.onNews = look;
      session.timers.push(setInterval(look, LOOK_EVERY_MS), setTimeout(look, listenMs + 1));
      look();
    });
    return session.facts(afterMs);
  } finally {
    session.end();
  }
}

/** One connection and what came on it. */
class Session {
  readonly socket: WebSocket;
  /** Resolves when the connection stands, or with why it was refused. Rejects with ProbeUnreachable. */
  readonly opened: Promise<string | undefined>;
  readonly timers: NodeJS.Timeout[] = [];
  openedAtMs = 0;
  onNews: () => void = () => undefined;
  readonly #nowMs: () => number;
  readonly #messages: WebsocketMessage[] = [];
  #pings = 0;
  #ended: { readonly atMs: number; readonly reason: string } | undefined;

  constructor({ url, headers, protocols }: WebsocketDeclaration, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.socket = new WebSocket(url, [...protocols], {
      headers: { ...headers },
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MESSAGE_BYTES_MAX,
    });
    this.opened = this.#opening(url);
    this.socket.on('message', (data, isBinary) => this.#hear(data as Buffer, isBinary));
    this.socket.on('ping', () => (this.#pings += 1));
    this.socket.on('close', (code, reason) => {
      const words = reason.toString('utf8');
      this.#ended ??= {
        atMs: this.#sinceOpening(),
        reason: words === '' ? `code ${code}` : `code ${code} ${words}`,
      };
      this.onNews();
    });
  }

  facts(afterMs: number): OpenedSocket {
    return {
      kind: 'opened',
      afterMs,
      protocol: this.socket.protocol,
      messages: this.#messages,
      pings: this.#pings,
      ended: this.#ended,
      listenedMs: this.#ended?.atMs ?? this.#sinceOpening(),
    };
  }

  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.onNews = () => undefined;
    this.socket.close(1000);
    // A server that does not answer the close is not waited for.
    setTimeout(() => this.socket.terminate(), LOOK_EVERY_MS).unref();
  }

  #opening(url: string): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', () => {
        this.openedAtMs = this.#nowMs();
        resolve(undefined);
      });
      this.socket.once('unexpected-response', (request, response) => {
        resolve(`HTTP ${response.statusCode} instead of an upgrade to WebSocket`);
        response.resume();
        request.destroy();
      });
      this.socket.on('error', (error) => {
        if (isSystemError(error)) reject(unreachable(url, error));
        else resolve(`the handshake failed: ${error.message}`);
      });
    });
  }

  #hear(data: Buffer, isBinary: boolean): void {
    if (this.#messages.length < MESSAGES_MAX) {
      let value: { readonly parsed: unknown } | undefined;
      const text = isBinary ? '' : data.toString('utf8');
      this.#messages.push({
        atMs: this.#sinceOpening(),
        isBinary,
        valuesAt: (path) => {
          value ??= { parsed: parsedJson(text) };
          return valuesAt(path, value.parsed);
        },
      });
    }
    this.onNews();
  }

  #sinceOpening(): number {
    return this.#nowMs() - this.openedAtMs;
  }
}

/** Nobody listens, no such host, no way there, or no answer to the handshake at all. */
function isSystemError(error: Error): boolean {
  return 'code' in error || /timed out|socket hang up/.test(error.message);
}

function unreachable(url: string, cause: Error): ProbeUnreachable {
  const { protocol, host, pathname } = new URL(url);
  const address = `${protocol}//${host}${pathname}`;
  return new ProbeUnreachable(
    `WebSocket ${address}: expected a connection, was none (${cause.message}).`,
    `Start what should answer there, or correct the address: curl -i -N "${address.replace(/^ws/, 'http')}"`,
    { cause },
  );
}
