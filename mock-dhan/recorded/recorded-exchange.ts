import type { Hono } from 'hono';
import { istDate } from '#engine/market/ist-time.ts';
import { recordedName } from '#engine/recording/manifest.ts';
import type { RecordedWire } from '#engine/recording/recorded-wire.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import { FaultPlan } from '../faults/fault-plan.ts';
import { RECORDED_TARGETS } from '../faults/fault-targets.ts';
import { MomentFaults } from '../faults/moment-faults.ts';
import { SlowAnswers } from '../faults/slow-answers.ts';
import { refusedUpgrade } from '../faults/upgrade-faults.ts';
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
  /** What is planned to go wrong beside what the recording says; nothing at first unless given. */
  readonly faults?: FaultPlan;
}): RecordedExchange {
  const { wire, clock, shiftMs, journal = new ExchangeJournal() } = options;
  const aheadMs = wire.exchangeAheadMs;
  const date = istDate(wire.fromMs + aheadMs + shiftMs);
  const {
    faults = new FaultPlan({
      scenario: { faults: [], clock: { date } },
      seed: 0,
      clock,
      journal,
      targets: RECORDED_TARGETS,
    }),
  } = options;
  const requests = new RequestCounters();
  const slowAnswers = new SlowAnswers(faults, clock);
  const floor = { clock, journal, faults };
  const feeds = {
    live: new RecordedFeed('live', floor),
    'depth-20': new RecordedFeed('depth-20', floor),
    'depth-200': new RecordedFeed('depth-200', floor),
    'order-update': new RecordedFeed('order-update', floor),
  };
  const moments = new MomentFaults({ faults, clock, feeds, accounts: NO_ACCOUNTS });
  const player = new RecordedPlayer({ messages: wire.messages(), clock, feeds, aheadMs, shiftMs });
  return {
    scenario: { name: recordedName(wire.manifest), clock: { date } },
    clock,
    feed: feeds.live,
    feeds,
    journal,
    faults,
    heldAnswers: () => slowAnswers.held,
    app: createRecordedApp({
      wire,
      clock,
      offsetMs: aheadMs + shiftMs,
      journal,
      requests,
      faults,
      slowAnswers,
    }),
    directCalls: undefined,
    refuseUpgrade(feedType, login) {
      const clientId = login?.clientId ?? '';
      const status = refusedUpgrade(faults, feedType, clientId);
      if (status !== undefined)
        journal.record({ kind: 'refused', atMs: clock.nowMs(), clientId, feed: feedType, status });
      return status;
    },
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
      moments.cancel();
      for (const feed of Object.values(feeds)) feed.close();
    },
  };
}

/** Any login is good, and no fault that ends one is ever planned here. */
const NO_ACCOUNTS = { all: [], endToken() {}, endDataPlan() {} };
