import type * as Redis from 'redis';
import type { Clock } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import type {
  ExpectedMessage,
  HeardMessage,
  RedisDeclaration,
  RedisFacts,
  RedisProbe,
} from '../../verify/declared/redis-check.ts';
import type { KeyFacts } from '../../verify/declared/redis-key-check.ts';
import { shellWord, shownUrl } from '../../verify/declared/shown-address.ts';
import { isUnreached, reasonOf, within } from './connection-failure.ts';
import { pathReader, valuesAt } from './json-path.ts';

/** How long a server may take to let us in and to answer all that is asked, beyond what is waited for on channels. */
const ANSWER_MS_MAX = 5000;

type Client = ReturnType<typeof openClient>;

/**
 * Reads a Redis server over a connection of its own, which is closed again. Nothing is written. `clock` tells the market's hours.
 *
 * Channels are listened to by pattern, because PUBSUB NUMSUB and CHANNELS do not count such subscriptions: a check that waits for a message
 * is no subscriber to a check that counts them.
 */
export function createRedisProbe(clock: Clock): RedisProbe {
  return {
    nowMs: () => clock.nowMs(),
    async read(declaration) {
      const library = await import('redis');
      const client = openClient(library, declaration.url);
      // A connection that ends while a message is awaited rejects nothing but this.
      const lost = Promise.withResolvers<never>();
      client.on('error', lost.reject);
      lost.promise.catch(() => undefined);
      const waitMs = Math.max(0, ...declaration.messages.map(({ withinMs }) => withinMs));
      const remedy = `Start it, or correct the url: redis-cli -u ${shellWord(shownUrl(declaration.url))} PING`;
      try {
        return await within(
          ANSWER_MS_MAX + waitMs,
          Promise.race([readAll(client, declaration), lost.promise]),
          {
            what: shownUrl(declaration.url),
            remedy,
            giveUp: () => client.destroy(),
          },
        );
      } catch (error) {
        if (error instanceof ProbeUnreachable) throw error;
        if (error instanceof library.ErrorReply) return { kind: 'refused', reason: error.message };
        if (!isUnreached(error) && !isConnectionLost(error, library)) throw error;
        throw new ProbeUnreachable(`${shownUrl(declaration.url)}: ${reasonOf(error)}`, remedy, {
          cause: error,
        });
      } finally {
        if (client.isOpen) client.destroy();
      }
    },
  };
}

/** A client that is not connected yet and that never connects anew. RESP 2 is what every version of the server speaks. */
export function openClient(library: typeof Redis, url: string) {
  return library.createClient({
    url,
    RESP: 2,
    disableClientInfo: true,
    socket: { reconnectStrategy: false, connectTimeout: ANSWER_MS_MAX },
  });
}

function isConnectionLost(error: unknown, library: typeof Redis): boolean {
  return (
    error instanceof library.ConnectionTimeoutError ||
    error instanceof library.SocketClosedUnexpectedlyError ||
    error instanceof library.DisconnectsClientError ||
    error instanceof library.ClientClosedError
  );
}

async function readAll(client: Client, declaration: RedisDeclaration): Promise<RedisFacts> {
  await client.connect();
  const startedMs = performance.now();
  await client.ping();
  const pingMs = performance.now() - startedMs;
  const subscribers = await client.pubSubNumSub([...declaration.subscribers.keys()]);
  const channels = new Map<string, number>();
  for (const pattern of declaration.channels.keys())
    channels.set(pattern, (await client.pubSubChannels(pattern)).length);
  const serverMs = await serverTimeMs(client);
  const keys = new Map<string, KeyFacts>();
  for (const name of declaration.keys.keys()) keys.set(name, await readKey(client, name));
  return {
    kind: 'answered',
    pingMs,
    subscribers: new Map(Object.entries(subscribers)),
    channels,
    messages: await listen(client, declaration.messages),
    keys,
    serverMs,
  };
}

async function serverTimeMs(client: Client): Promise<number> {
  const [seconds = '0', microseconds = '0'] = await client.sendCommand<string[]>(['TIME']);
  return Number(seconds) * 1000 + Number(microseconds) / 1000;
}

/** The first message on each channel, until the last deadline. */
async function listen(
  client: Client,
  messages: readonly ExpectedMessage[],
): Promise<ReadonlyMap<string, HeardMessage>> {
  const heard = new Map<string, HeardMessage>();
  await Promise.all(
    messages.map(async ({ channel, withinMs }) => {
      const { promise: first, resolve } = Promise.withResolvers<void>();
      let startedMs = performance.now();
      await client.pSubscribe(literalPattern(channel), (text) => {
        if (!heard.has(channel)) heard.set(channel, heardMessage(text, performance.now() - startedMs));
        resolve();
      });
      startedMs = performance.now();
      const timer = setTimeout(resolve, withinMs).unref();
      await first;
      clearTimeout(timer);
    }),
  );
  return heard;
}

function heardMessage(text: string, afterMs: number): HeardMessage {
  return { afterMs: Math.max(0, afterMs), text, valuesAt: pathReader(text) ?? (() => []) };
}

/** A pattern that this channel alone matches. */
export function literalPattern(channel: string): string {
  return channel.replaceAll(/[\\*?[\]^]/g, String.raw`\$&`);
}

const LENGTH_BY_TYPE: Readonly<Record<string, string>> = {
  hash: 'HLEN',
  list: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  stream: 'XLEN',
};

async function readKey(client: Client, name: string): Promise<KeyFacts> {
  const type = await client.type(name);
  const ttlMs = await client.pTTL(name);
  const length = LENGTH_BY_TYPE[type];
  const text = type === 'string' ? ((await client.get(name)) ?? undefined) : undefined;
  const fields = type === 'hash' ? await client.hGetAll(name) : undefined;
  return {
    type,
    text,
    valuesAt: readerOf(text, fields),
    ttlS: ttlMs < 0 ? undefined : Math.round(ttlMs / 1000),
    length: length === undefined ? undefined : await client.sendCommand<number>([length, name]),
    newestEntryMs: type === 'stream' ? await newestEntryMs(client, name) : undefined,
  };
}

function readerOf(
  text: string | undefined,
  fields: Readonly<Record<string, string>> | undefined,
): (path: string) => readonly unknown[] {
  if (fields) return (path) => valuesAt(path, { ...fields });
  return (text === undefined ? undefined : pathReader(text)) ?? (() => []);
}

/** Ids of entries are the server's epoch ms, unless their writer chose them. */
async function newestEntryMs(client: Client, name: string): Promise<number | undefined> {
  const newest = (await client.xRevRange(name, '+', '-', { COUNT: 1 }))?.[0];
  return newest && Number(newest.id.split('-')[0]);
}
