/** What a run asked and heard, kept for whoever has to explain its verdict. */
import { recordedHttp, recordedSockets } from '#engine/adapters/recorded-transports.ts';
import type { TransportListener } from '#engine/adapters/recorded-transports.ts';
import type { HttpRequest, HttpResponse, HttpTransport, SocketTransport } from '#engine/ports.ts';
import { redactSecrets } from '#engine/verify/redact.ts';

/** The last answer of one address. */
export interface KeptAnswer {
  readonly method: string;
  readonly url: string;
  /** Undefined when none came. */
  readonly status: number | undefined;
  readonly body: string;
}

/** One message of a socket; binary ones as hex. */
export interface KeptFrame {
  readonly atMs: number;
  readonly url: string;
  readonly direction: 'in' | 'out';
  readonly text?: string;
  readonly hex?: string;
}

const FRAMES_MAX = 200;
/** Addresses whose last body is kept, the latest ones. */
const ANSWERS_MAX = 100;
const BODY_CHARACTERS_MAX = 256 * 1024;

/** Keeps the last body of each address and the last 200 frames, secrets masked before they are kept. */
export class Evidence implements TransportListener {
  readonly #secrets: readonly string[];
  readonly #nowMs: () => number;
  readonly #answers = new Map<string, KeptAnswer>();
  readonly #frames: KeptFrame[] = [];

  constructor(secrets: readonly string[], nowMs: () => number = Date.now) {
    this.#secrets = secrets;
    this.#nowMs = nowMs;
  }

  get answers(): readonly KeptAnswer[] {
    return [...this.#answers.values()];
  }

  get frames(): readonly KeptFrame[] {
    return this.#frames;
  }

  http<Transport extends HttpTransport>(transport: Transport): Transport {
    return recordedHttp(transport, this);
  }

  sockets(transport: SocketTransport): SocketTransport {
    return recordedSockets(transport, this);
  }

  masked(text: string): string {
    return redactSecrets(text, this.#secrets);
  }

  onCall({ method, url }: HttpRequest, response: HttpResponse | undefined): void {
    const key = `${method} ${url}`;
    this.#answers.delete(key);
    const body = this.masked(response?.body ?? '').slice(0, BODY_CHARACTERS_MAX);
    this.#answers.set(key, { method, url: this.masked(url), status: response?.status, body });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > ANSWERS_MAX && oldest !== undefined) this.#answers.delete(oldest);
  }

  onFrame(url: string, direction: 'in' | 'out', message: Uint8Array | string): void {
    const said =
      typeof message === 'string'
        ? { text: this.masked(message) }
        : { hex: Buffer.from(message).toString('hex') };
    this.#frames.push({ atMs: this.#nowMs(), url: this.masked(url.split('?')[0]!), direction, ...said });
    if (this.#frames.length > FRAMES_MAX) this.#frames.shift();
  }
}
