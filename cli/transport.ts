/** What lies between the exchange and the engine in a replay: plain calls, or real loopback sockets in lock-step. */
import { setImmediate } from 'node:timers/promises';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { openRecordedWire } from '#engine/adapters/recording/recorded-wire.ts';
import { finishRecording } from '#engine/adapters/recording/secret-gate.ts';
import { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import { ConfigError, UpstreamError } from '#engine/errors.ts';
import { recordedName } from '#engine/recording/manifest.ts';
import type { HttpTransport, SocketConnection, SocketHandlers, SocketTransport } from '#engine/ports.ts';
import type { ReplayStage } from '#engine/replay/replay.ts';
import { wireProfileText } from '#engine/wire/wire-profile.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import type { FeedConnectionInfo, FeedCounters } from '#mock-dhan/feed/feed-clients.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { createRecordedExchange } from '#mock-dhan/recorded/recorded-exchange.ts';
import type { ServedExchange } from '#mock-dhan/served-exchange.ts';
import { openRecordingProxy } from './record/recording-proxy.ts';
import type { ExchangeAccess, Rehearsal } from './rehearsal.ts';
import { recordingVersions } from './version.ts';

export interface Transport extends AsyncDisposable {
  readonly access: ExchangeAccess;
  readonly pace: ReplayStage['pace'];
  /** Resolves when nothing is under way any more between the engine and the exchange. */
  settle(): Promise<void>;
}

/** What lies in between, and what of it is written or read. */
export interface TransportChoice {
  readonly through: 'memory' | 'sockets';
  /** The recording to write of what passes the sockets. */
  readonly record?: string | undefined;
  /** The recording that speaks for the exchange. */
  readonly recording?: string | undefined;
}

/** Errors: those of recordings and ports; ConfigError for a recording of another scenario. */
export async function openTransport(rehearsal: Rehearsal, choice: TransportChoice): Promise<Transport> {
  if (choice.recording !== undefined) return recordedTransport(rehearsal, choice.recording);
  if (choice.record !== undefined) return recordingTransport(rehearsal, choice.record);
  return choice.through === 'memory' ? memoryTransport(rehearsal) : socketTransport(rehearsal.exchange);
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
    // What follows a planned fault (a reconnect, a late answer) takes its own time within a second.
    pace: exchange.faults.states().length > 0 ? 'timer' : 'second',
    async settle() {
      do await setImmediate();
      while (transports.inFlight() > 0);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Longest wait, in wall time, for bytes that were sent on loopback; over it the run is inconclusive. */
const DELIVERY_MS_MAX = 20_000;

/** An exchange whose live feed counts what it sent and heard. */
type CountingExchange = ServedExchange & {
  readonly feed: { counters(): FeedCounters; connections(): FeedConnectionInfo[] };
};

/** `lead`: stands between engine and exchange, and says where the engine finds it then. */
async function socketTransport(
  exchange: CountingExchange,
  lead: (originUrl: string) => Promise<{ readonly originUrl: string } & AsyncDisposable> = straight,
): Promise<Transport> {
  const underWay = new UnderWay(exchange);
  const listening = await listenExchange(exchange, {});
  const led = await lead(listening.originUrl);
  const undici = createUndiciTransport();
  return {
    access: {
      http: countedHttp(undici, underWay),
      sockets: countedSockets(createWsTransport(), underWay),
      restUrl: `${led.originUrl}/v2`,
      masterUrl: `${led.originUrl}/api-data/api-scrip-master-detailed.csv`,
      feedUrl: led.originUrl.replace(/^http/, 'ws'),
    },
    pace: 'timer',
    settle: () => delivered(() => underWay.isNothing()),
    async [Symbol.asyncDispose]() {
      await undici.close();
      await led[Symbol.asyncDispose]();
      await listening.close();
    },
  };
}

async function straight(originUrl: string) {
  return { originUrl, async [Symbol.asyncDispose]() {} };
}

/** The engine's way leads through a recorder, in the scenario's own time. */
async function recordingTransport(rehearsal: Rehearsal, path: string): Promise<Transport> {
  const { clock, exchange } = rehearsal;
  const about = {
    exchange: 'mock',
    scenario: exchange.scenario.name,
    wire: wireProfileText(exchange.wire),
    faults: exchange.scenario.faults.map(({ id }) => id),
  };
  const recorder = new WireRecorder({
    path,
    about: { ...about, clock: 'scenario', versions: recordingVersions() },
    clock,
  });
  const transport = await socketTransport(exchange, (origin) =>
    openRecordingProxy({ exchange: { origin, caPem: undefined }, recorder }),
  );
  return {
    ...transport,
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      finishRecording(recorder);
    },
  };
}

/** The recording speaks for the exchange, at the scenario's times, and is struck by those of its faults that it was not recorded with; the rehearsal's own exchange has nothing to do. */
async function recordedTransport({ clock, exchange }: Rehearsal, path: string): Promise<Transport> {
  const wire = openRecordedWire(path);
  const name = recordedName(wire.manifest);
  if (name !== exchange.scenario.name)
    throw new ConfigError(
      `replay --recording: expected a recording of ${exchange.scenario.name}, was ${name} (${path}). Name its scenario, or none.`,
    );
  const { journal, faults } = exchange;
  faults.leaveToRecording(wire.manifest.faults ?? []);
  const recorded = createRecordedExchange({ wire, clock, shiftMs: 0, journal, faults });
  const transport = await socketTransport(recorded);
  return {
    ...transport,
    async [Symbol.asyncDispose]() {
      recorded.close();
      await transport[Symbol.asyncDispose]();
      wire[Symbol.dispose]();
    },
  };
}

async function delivered(isDelivered: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + DELIVERY_MS_MAX;
  do {
    await setImmediate();
    if (performance.now() > deadlineMs)
      throw new UpstreamError(
        `loopback delivery: expected every sent message within ${DELIVERY_MS_MAX / 1000} s. Is the machine out of memory?`,
        {
          failure: 'transport',
          endpoint: 'feed',
        },
      );
  } while (!isDelivered());
}

/**
 * Counts what this side has asked and not heard of yet, and on the feed what either side has told against what the other has heard. Messages
 * and not packets, because planned faults add, withhold and spoil packets.
 */
class UnderWay {
  count = 0;
  #open = 0;
  #told = 0;
  #read = 0;
  #heardBefore = 0;
  #sentBefore = 0;
  readonly #exchange: CountingExchange;

  constructor(exchange: CountingExchange) {
    this.#exchange = exchange;
  }

  /** A new connection counts from nothing: what an earlier one took with it when it ended arrives nowhere any more. */
  connecting(): void {
    const { messages, messagesReceived } = this.#exchange.feed.counters();
    this.#sentBefore = messages;
    this.#heardBefore = messagesReceived;
    this.#told = 0;
    this.#read = 0;
  }

  opened(): void {
    this.#open += 1;
  }

  closed(): void {
    this.#open -= 1;
  }

  told(): void {
    this.#told += 1;
  }

  read(): void {
    this.#read += 1;
  }

  /**
   * No call is unanswered (but by those that wait for the clock), no message unread, no end of a connection unnoticed; a subscription on its way to a session that
   * listens holds the clock too.
   */
  isNothing(): boolean {
    if (this.count > this.#exchange.heldAnswers()) return false;
    // The exchange may not have noticed yet that its last client has left.
    if (this.#open === 0) return this.#exchange.feed.connections().every(({ state }) => state !== 'open');
    const { messages, messagesReceived, connections, closing } = this.#exchange.feed.counters();
    if (this.#open > connections + closing || this.#read < messages - this.#sentBefore) return false;
    const isDeaf = this.#exchange.feed.connections().at(-1)?.state !== 'open';
    return isDeaf || messagesReceived - this.#heardBefore >= this.#told;
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
  let isOpen = true;
  const closed = (): void => {
    if (isOpen) underWay.closed();
    isOpen = false;
  };
  underWay.connecting();
  underWay.opened();
  try {
    const connection = await sockets.connect(url, {
      onMessage(message) {
        underWay.read();
        handlers.onMessage(message);
      },
      onClose(close) {
        closed();
        handlers.onClose(close);
      },
    });
    return {
      send(text) {
        underWay.told();
        connection.send(text);
      },
      close() {
        closed();
        connection.close();
      },
    };
  } catch (error) {
    closed();
    throw error;
  }
}
