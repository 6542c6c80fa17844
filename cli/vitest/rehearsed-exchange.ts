/** An exchange for one test: its clock stands until the test moves it. */
import { setImmediate } from 'node:timers/promises';
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import { ConfigError } from '#engine/errors.ts';
import { istDate, istIso, istToEpochMs } from '#engine/market/ist-time.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import { readFault } from '#scenarios/fault-schema.ts';
import { startExchange } from '../library.ts';
import type { StartedExchange } from '../library.ts';
import { HeardFeed } from './heard-feed.ts';

/** How the exchange of a test is started. */
export interface RehearsalOptions {
  /** A shipped name or a path; `market-hours` unless given. */
  readonly scenario?: string;
  /** IST `HH:mm:ss` at which the test begins; the scenario's `serveAt` unless given. */
  readonly startAt?: string;
  readonly seed?: number;
  /** As `--wire` takes it. */
  readonly wire?: string;
}

/** What a test does with its exchange. */
export interface RehearsedExchange extends StartedExchange {
  /** Lets the day go on to an IST time, `09:16` or `09:16:30`, with everything that happens on the way. Errors: ConfigError for a time that is over. */
  at(timeOfDay: string): Promise<void>;
  /** Lets so much of the day pass. */
  advance(durationMs: number): Promise<void>;
  /** Plans a fault, in words (`mute BANKNIFTY`) or as a scenario file has it. Errors: ConfigError. */
  fault(wordsOrFields: string | object): void;
  /** Connects a client that subscribes to instruments (`NIFTY`, `NSE_FNO:40000`) and keeps what it hears. */
  feed(instruments: readonly string[]): Promise<HeardFeed>;
}

/** Scenario time that is played before sockets get their turn. */
const SLICE_MS = 1000;
/** Where `HH:mm:ss.SSS` stands in an ISO time, and its length. */
const TIME_AT = 11;
const TIME_LENGTH = 12;

/** Errors: those of startExchange. `await using` closes it. */
export async function startRehearsal(options: RehearsalOptions): Promise<RehearsedExchange> {
  const { scenario = 'market-hours', startAt, seed, wire } = options;
  const started = await startExchange({
    scenario,
    speed: 0,
    ...(startAt === undefined ? {} : { at: startAt }),
    ...(seed === undefined ? {} : { seed }),
    ...(wire === undefined ? {} : { wire }),
  });
  const { clock } = started;
  const feeds: HeardFeed[] = [];
  const advanceTo = async (untilMs: number): Promise<void> => {
    while (clock.nowMs() < untilMs) {
      clock.advanceTo(Math.min(clock.nowMs() + SLICE_MS, untilMs));
      await setImmediate();
    }
  };
  // The present exchange is another one after a reset, so it is read when it is asked for.
  return Object.defineProperties(
    {
      at: async (timeOfDay: string) => advanceTo(laterToday(timeOfDay, clock.nowMs())),
      advance: async (durationMs: number) => advanceTo(clock.nowMs() + durationMs),
      fault: (wordsOrFields: string | object) => {
        const now = istIso(Math.ceil(clock.nowMs())).slice(TIME_AT, TIME_AT + TIME_LENGTH);
        const read = readFault(wordsOrFields, now);
        if (!read.ok) throw new ConfigError(read.reason);
        started.exchange.faults.add(read.fault);
      },
      feed: async (instruments: readonly string[]) => {
        const { sockets } = inProcessTransports(started.exchange);
        const heard = await HeardFeed.connect({
          feed: createDhanFeed({ sockets, feedUrl: started.feedUrl }),
          credentials: {
            clientId: started.env['DHAN_CLIENT_ID'] ?? '',
            accessToken: started.env['DHAN_ACCESS_TOKEN'] ?? '',
          },
          instruments,
          clock,
        });
        feeds.push(heard);
        return heard;
      },
    },
    Object.getOwnPropertyDescriptors(started),
  ) as RehearsedExchange;
}

/** Errors: ConfigError for a text that is no time, and for one that is over. */
function laterToday(timeOfDay: string, nowMs: number): number {
  if (!/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(timeOfDay))
    throw new ConfigError(`preopen.at: expected an IST time of day HH:mm or HH:mm:ss, was "${timeOfDay}".`);
  const untilMs = istToEpochMs(istDate(nowMs), timeOfDay);
  if (untilMs >= nowMs) return untilMs;
  throw new ConfigError(
    `preopen.at: expected a time after ${istIso(nowMs)}, was ${timeOfDay}. A market does not run backwards; begin the test earlier: test.override({ preopenOptions: { startAt: '${timeOfDay}' } }).`,
  );
}
