/** What lies between the exchange and the engine in a replay: plain calls, or real loopback sockets in lock-step. */
import { setImmediate } from 'node:timers/promises';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import type { Engine } from '#engine/engine.ts';
import { UpstreamError } from '#engine/errors.ts';
import type { HttpTransport, SocketConnection, SocketHandlers, SocketTransport } from '#engine/ports.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import type { ReplayStage } from '#engine/replay/replay.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import type { ExchangeAccess, Rehearsal } from './rehearsal.ts';

export interface Transport extends AsyncDisposable {
  readonly access: ExchangeAccess;
  readonly pace: ReplayStage['pace'];
  /** Resolves when nothing is under way any more between this engine and the exchange. */
  settle(engine: Engine): () => Promise<void>;
}

export async function openTransport(rehearsal: Rehearsal, through: 'memory' | 'sockets'): Promise<Transport> {
  return through === 'memory' ? memoryTransport(rehearsal) : socketTransport(rehearsal);
}

function memoryTransport({ exchange }: Rehearsal): Transport {
  const transports = inProcessTransports(exchange);
  return {
    access: {
      http: transports.http,
      sockets: transports.sockets,
      restUrl: 'http://exchange.memory/v2',
      masterUrl: 'http://exchange.memory/api-data/api-scrip-master-detailed.csv',
      feedUrl: 'ws://exchange.memory',
    },
    pace: 'second',
    settle: () => async () => {
      do await setImmediate();
      while (transports.inFlight() > 0);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Longest wait, in wall time, for bytes that were sent on loopback; over it the run is inconclusive. */
const DELIVERY_MS_MAX = 20_000;

async function socketTransport({ exchange }: Rehearsal): Promise<Transport> {
  const underWay = new UnderWay(exchange);
  const listening = await listenExchange(exchange, {});
  const undici = createUndiciTransport();
  return {
    access: {
      http: countedHttp(undici, underWay),
      sockets: countedSockets(createWsTransport(), underWay),
      restUrl: listening.restUrl,
      masterUrl: `${listening.originUrl}/api-data/api-scrip-master-detailed.csv`,
      feedUrl: listening.feedUrl,
    },
    pace: 'timer',
    settle: (engine) => () =>
      delivered(
        () =>
          underWay.count === 0 &&
          (!engine.isFeedConnected || (underWay.isHeard() && hasAllPackets(exchange, engine))),
      ),
    async [Symbol.asyncDispose]() {
      await undici.close();
      await listening.close();
    },
  };
}

async function delivered(isDelivered: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + DELIVERY_MS_MAX;
  do {
    await setImmediate();
    if (performance.now() > deadlineMs)
      throw new UpstreamError(
        `loopback delivery: expected every sent packet within ${DELIVERY_MS_MAX / 1000} s. Is the machine out of memory?`,
        {
          failure: 'transport',
          endpoint: 'feed',
        },
      );
  } while (!isDelivered());
}

/** Counts what this side has asked and not heard of yet, and what it told the feed against what the feed has heard. */
class UnderWay {
  count = 0;
  #sent = 0;
  readonly #exchange: MockExchange;

  constructor(exchange: MockExchange) {
    this.#exchange = exchange;
  }

  tell(): void {
    this.#sent += 1;
  }

  /** What an earlier connection took with it when it ended will not be heard any more. */
  forgetUnheard(): void {
    this.#sent = this.#heard();
  }

  /** A subscription still on its way holds the clock. */
  isHeard(): boolean {
    return this.#heard() >= this.#sent;
  }

  #heard(): number {
    return this.#exchange.feed.counters().messagesReceived;
  }
}

async function counted<T>(work: Promise<T>, underWay: UnderWay): Promise<T> {
  underWay.count += 1;
  try {
    return await work;
  } finally {
    underWay.count -= 1;
  }
}

function countedHttp(http: HttpTransport, underWay: UnderWay): HttpTransport {
  return { send: (request) => counted(http.send(request), underWay) };
}

function countedSockets(sockets: SocketTransport, underWay: UnderWay): SocketTransport {
  return {
    connect: (url, handlers) => counted(connectCounted(sockets, { url, handlers, underWay }), underWay),
  };
}

async function connectCounted(
  sockets: SocketTransport,
  call: { readonly url: string; readonly handlers: SocketHandlers; readonly underWay: UnderWay },
): Promise<SocketConnection> {
  const { url, handlers, underWay } = call;
  const connection = await sockets.connect(url, handlers);
  underWay.forgetUnheard();
  return {
    ...connection,
    send(text) {
      underWay.tell();
      connection.send(text);
    },
  };
}

/** Every packet the exchange has sent has been read. */
function hasAllPackets(exchange: MockExchange, engine: Engine): boolean {
  return engine.counters.packets >= exchange.counters().feed.packets;
}
