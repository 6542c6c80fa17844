import type { Hono } from 'hono';
import { ConfigError } from '#engine/errors.ts';
import { istDate } from '#engine/market/ist-time.ts';
import { recordedName } from '#engine/recording/manifest.ts';
import type { RecordedWire } from '#engine/recording/recorded-wire.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import { ExchangeJournal } from '../journal/exchange-journal.ts';
import { RequestCounters } from '../rest/request-counters.ts';
import type { ServedExchange } from '../served-exchange.ts';
import { createRecordedApp } from './recorded-app.ts';
import { RecordedFeed } from './recorded-feed.ts';
import { RecordedPlayer } from './recorded-player.ts';

/** An exchange that a recording speaks for. */
export interface RecordedExchange extends ServedExchange {
  readonly app: Hono;
  /** The live feed. */
  readonly feed: RecordedFeed;
  readonly feeds: Readonly<Record<'live' | 'depth-20' | 'depth-200' | 'order-update', RecordedFeed>>;
  /** True once the last message was played. */
  isOver(): boolean;
  /** Ends every session and the player. */
  close(): void;
}

/**
 * Replays `wire` on `clock`, which shows the exchange's time. `shiftMs`: whole seconds by which the recorded day is moved, trade times with it.
 * A clock that begins inside the day finds everything before it said already.
 */
export function createRecordedExchange(options: {
  readonly wire: RecordedWire;
  readonly clock: VirtualClock;
  readonly shiftMs: number;
  /** A new one unless given. */
  readonly journal?: ExchangeJournal;
}): RecordedExchange {
  const { wire, clock, shiftMs, journal = new ExchangeJournal() } = options;
  const requests = new RequestCounters();
  const floor = { clock, journal };
  const feeds = {
    live: new RecordedFeed('live', floor),
    'depth-20': new RecordedFeed('depth-20', floor),
    'depth-200': new RecordedFeed('depth-200', floor),
    'order-update': new RecordedFeed('order-update', floor),
  };
  const aheadMs = wire.exchangeAheadMs;
  const player = new RecordedPlayer({ messages: wire.messages(), clock, feeds, aheadMs, shiftMs });
  const date = istDate(wire.fromMs + aheadMs + shiftMs);
  return {
    scenario: { name: recordedName(wire.manifest), clock: { date } },
    clock,
    feed: feeds.live,
    feeds,
    journal,
    faults: NO_FAULTS,
    heldAnswers: () => 0,
    app: createRecordedApp({ wire, clock, offsetMs: aheadMs + shiftMs, journal, requests }),
    directCalls: undefined,
    refuseUpgrade: () => undefined,
    counters: () => ({
      requests: requests.counts(),
      feed: feeds.live.counters(),
      depth20: feeds['depth-20'].counters(),
      depth200: feeds['depth-200'].counters(),
      orderUpdate: feeds['order-update'].counters(),
      messagesPlayed: player.played,
    }),
    connections: () => Object.values(feeds).flatMap((feed) => feed.connections()),
    isOver: () => player.isOver,
    close() {
      player.stop();
      for (const feed of Object.values(feeds)) feed.close();
    },
  };
}

const NO_FAULTS: ServedExchange['faults'] = {
  states: () => [],
  add() {
    throw new ConfigError(
      'faults: expected a simulated exchange, was a recorded one. Serve a scenario to plan some.',
    );
  },
  remove: () => false,
};
