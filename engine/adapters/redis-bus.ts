/**
 * The bus over Redis. Every message is published on its channel and added to the stream `CHANNEL:stream`, whose entries hold run, sequence and json.
 *
 * Back-pressure: what the server has not confirmed waits here, up to WAITING_MAX messages; then the oldest goes and is counted. After an outage everything that
 * waited goes to the streams, but to the channels only what is younger than PUBSUB_AGE_MS_MAX: a subscriber must not take an old price for a new one.
 * A stream holds about STREAM_LENGTH_MAX entries, the oldest go first.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type * as Redis from 'redis';
import { HadMessages } from '../bus/had-messages.ts';
import { UpstreamError } from '../errors.ts';
import type { BusCounts, BusMessage, BusSubscription, TickBus } from '../ports.ts';
import { shownUrl } from '../verify/declared/shown-address.ts';

const WAITING_MAX = 200_000;
const PUBSUB_AGE_MS_MAX = 5000;
const STREAM_LENGTH_MAX = 50_000;
const BATCH_MAX = 500;
const READ_MAX = 500;
const READ_WAIT_MS = 1000;
const RETRY_MS = 25;
const RETRY_MS_MAX = 1000;
const CONNECT_MS_MAX = 5000;
const CLOSE_MS_MAX = 3000;

/** The stream that holds what a channel carried. */
function streamOf(channel: string): string {
  return `${channel}:stream`;
}

/** Connects before it resolves. Errors: UpstreamError when nobody answers at `url`. Later outages are waited out. */
export async function connectRedisBus(url: string): Promise<TickBus> {
  const library = await import('redis');
  const open = (): Client => openClient(library, url);
  const client = open();
  await connected(client, url);
  return new RedisBus(url, client, open);
}

type Client = ReturnType<typeof openClient>;

/** RESP 2 is what every version of the server speaks. Commands are not queued inside the client: the bus knows what waits. */
function openClient(library: typeof Redis, url: string) {
  const client = library.createClient({
    url,
    RESP: 2,
    disableClientInfo: true,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_MS_MAX,
      reconnectStrategy: (retries: number) => Math.min(RETRY_MS * 2 ** retries, RETRY_MS_MAX),
    },
  });
  // Whoever waits for a command learns of it; unheard, the event would end the process.
  client.on('error', () => undefined);
  return client;
}

async function connected(client: Client, url: string): Promise<void> {
  const timer = new AbortController();
  const tooLate = delay(CONNECT_MS_MAX, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer within ${CONNECT_MS_MAX} ms`);
  });
  try {
    await Promise.race([client.connect(), firstError(client), tooLate]);
  } catch (cause) {
    client.destroy();
    const reason = cause instanceof Error ? cause.message : 'unknown reason';
    throw new UpstreamError(
      `Redis at ${shownUrl(url)} cannot be used: ${reason}. Start it, or correct the URL: redis-cli -u ${shownUrl(url)} PING`,
      { failure: 'transport', endpoint: shownUrl(url), cause },
    );
  } finally {
    timer.abort();
    tooLate.catch(() => undefined);
  }
}

function firstError(client: Client): Promise<never> {
  return new Promise((_resolve, reject) => {
    client.once('error', reject);
  });
}

interface Waiting {
  readonly message: BusMessage;
  readonly sinceMs: number;
}

class RedisBus implements TickBus {
  readonly description: string;
  readonly #client: Client;
  readonly #open: () => Client;
  readonly #url: string;
  readonly #subscriptions = new Set<BusSubscription>();
  #waiting: Waiting[] = [];
  #published = 0;
  #dropped = 0;
  #reconnects = 0;
  #isClosing = false;
  #pumping: Promise<void> | undefined;

  constructor(url: string, client: Client, open: () => Client) {
    this.description = `Redis at ${shownUrl(url)}`;
    this.#url = url;
    this.#client = client;
    this.#open = open;
    client.on('ready', () => {
      this.#reconnects += 1;
    });
  }

  counts(): BusCounts {
    return {
      published: this.#published,
      waiting: this.#waiting.length,
      dropped: this.#dropped,
      reconnects: this.#reconnects,
    };
  }

  publish(message: BusMessage): void {
    if (this.#isClosing) return;
    this.#waiting.push({ message, sinceMs: performance.now() });
    if (this.#waiting.length > WAITING_MAX) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#pumping ??= this.#pump();
  }

  async subscribe(
    channels: readonly string[],
    onMessage: (channel: string, json: string) => void,
  ): Promise<BusSubscription> {
    const client = this.#open();
    await connected(client, this.#url);
    // The client subscribes anew by itself after every reconnect.
    const heard = guarded(onMessage);
    await client.subscribe([...channels], (json, channel) => heard(channel, json));
    return this.#kept(() => client.destroy());
  }

  async follow(
    channels: readonly string[],
    onMessage: (message: BusMessage) => void,
    { backMs = 0 }: { readonly backMs?: number } = {},
  ): Promise<BusSubscription> {
    const client = this.#open();
    await connected(client, this.#url);
    const positions = new Map<string, string>();
    for (const channel of channels) {
      const stream = streamOf(channel);
      positions.set(stream, backMs > 0 ? await idBefore(client, backMs) : await newestId(client, stream));
    }
    const end = new AbortController();
    void readStreams(client, { positions, onMessage: guarded(onMessage), signal: end.signal });
    return this.#kept(() => {
      end.abort();
      client.destroy();
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    const late = new AbortController();
    await Promise.race([
      this.#pumping,
      delay(CLOSE_MS_MAX, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    for (const subscription of this.#subscriptions) await subscription.close();
    this.#waiting = [];
    if (this.#client.isOpen) this.#client.destroy();
  }

  #kept(end: () => void): BusSubscription {
    const subscription = {
      close: () => {
        if (this.#subscriptions.delete(subscription)) end();
        return Promise.resolve();
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  /** Ends when nothing waits. A batch that was not confirmed as a whole is sent again as a whole. */
  async #pump(): Promise<void> {
    // What is published in one turn of the event loop goes together.
    await Promise.resolve();
    try {
      while (this.#waiting.length > 0 && this.#client.isOpen) {
        if (!this.#client.isReady) {
          await delay(RETRY_MS);
          continue;
        }
        const batch = this.#waiting.splice(0, BATCH_MAX);
        if (await this.#isSent(batch)) this.#published += batch.length;
        else this.#waiting = [...batch, ...this.#waiting];
      }
    } finally {
      // With the last look at what waits: what is published before others hear of the end would wait for the message after it.
      this.#pumping = undefined;
    }
  }

  async #isSent(batch: readonly Waiting[]): Promise<boolean> {
    const oldestMs = performance.now() - PUBSUB_AGE_MS_MAX;
    const sent = batch.flatMap(({ message, sinceMs }) => [
      this.#client.xAdd(streamOf(message.channel), '*', streamFields(message), {
        TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: STREAM_LENGTH_MAX },
      }),
      ...(sinceMs >= oldestMs ? [this.#client.publish(message.channel, message.json)] : []),
    ]);
    const outcomes = await Promise.allSettled<unknown>(sent);
    return outcomes.every(({ status }) => status === 'fulfilled');
  }
}

/** A listener that throws ends neither the connection nor other listeners: theirs to mend, they report their own errors. */
function guarded<Values extends readonly unknown[]>(
  listener: (...values: Values) => void,
): (...values: Values) => void {
  return (...values) => {
    try {
      listener(...values);
    } catch {
      // As on the bus of the process.
    }
  };
}

function streamFields({ run, sequence, json }: BusMessage): Record<string, string> {
  return { run, sequence: String(sequence), json };
}

async function newestId(client: Client, stream: string): Promise<string> {
  const [newest] = (await client.xRevRange(stream, '+', '-', { COUNT: 1 })) ?? [];
  return newest?.id ?? '0-0';
}

/** Ids of entries begin with the server's epoch ms. */
async function idBefore(client: Client, backMs: number): Promise<string> {
  const [seconds = '0'] = await client.sendCommand<string[]>(['TIME']);
  return `${Math.max(0, Number(seconds) * 1000 - backMs)}-0`;
}

/** Reads on from the last entry it had, whatever happens to the connection, until it is told to end. */
async function readStreams(
  client: Client,
  reading: {
    readonly positions: Map<string, string>;
    readonly onMessage: (message: BusMessage) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { positions, onMessage, signal } = reading;
  const had = new HadMessages();
  while (!signal.aborted) {
    const streams = [...positions].map(([key, id]) => ({ key, id }));
    try {
      const answers = (await client.xRead(streams, { BLOCK: READ_WAIT_MS, COUNT: READ_MAX })) ?? [];
      for (const { name, messages } of answers as readonly StreamAnswer[])
        for (const { id, message } of messages) {
          positions.set(name, id);
          const taken = messageIn(name, message);
          if (taken && had.take(taken)) onMessage(taken);
        }
    } catch {
      // No connection: the client is getting another one.
      await delay(RETRY_MS);
    }
  }
}

interface StreamAnswer {
  readonly name: string;
  readonly messages: readonly { readonly id: string; readonly message: Readonly<Record<string, string>> }[];
}

/** Undefined for an entry of somebody else's. */
function messageIn(stream: string, fields: Readonly<Record<string, string>>): BusMessage | undefined {
  const { run, sequence, json } = fields;
  if (run === undefined || sequence === undefined || json === undefined) return undefined;
  return { channel: stream.slice(0, -':stream'.length), run, sequence: Number(sequence), json };
}
