/**
 * An optional entry, `preopen/vitest`: a test with an exchange of its own, and a matcher for what its feed brings. Scenario time stands still but for
 * what the test lets pass, so nothing waits and nothing depends on the machine.
 */
import { expect, test as base } from 'vitest';
import { HeardFeed } from './heard-feed.ts';
import { startRehearsal } from './rehearsed-exchange.ts';
import type { RehearsalOptions, RehearsedExchange } from './rehearsed-exchange.ts';

export type { HeardFeed, HeardTick } from './heard-feed.ts';
export type { RehearsalOptions, RehearsedExchange } from './rehearsed-exchange.ts';

/** `preopenOptions` says which exchange: `test.override({ preopenOptions: { scenario: 'holiday' } })`. */
export interface PreopenFixtures {
  readonly preopenOptions: RehearsalOptions;
  readonly preopen: RehearsedExchange;
}

/** Vitest's `test` with `preopen`, an exchange that is closed after the test. */
export const test = base.extend<PreopenFixtures>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads from the pattern that the fixture needs no other
  preopenOptions: async ({}, use) => use({}),
  preopen: async ({ preopenOptions }, use) => {
    await using exchange = await startRehearsal(preopenOptions);
    await use(exchange);
  },
});

/** Played between two looks at the feed, ms. */
const LOOK_EVERY_MS = 50;

expect.extend({
  toReceiveTickWithin(received: unknown, instrument: string, durationMs: number) {
    if (!(received instanceof HeardFeed))
      throw new TypeError('toReceiveTickWithin: expected a feed, such as await preopen.feed(["NIFTY"]).');
    const { clock } = received;
    const heardBefore = received.ticks(instrument).length;
    const [fromMs, untilMs] = [clock.nowMs(), clock.nowMs() + durationMs];
    while (clock.nowMs() < untilMs && received.ticks(instrument).length === heardBefore)
      clock.advanceTo(Math.min(clock.nowMs() + LOOK_EVERY_MS, untilMs));
    const tick = received.ticks(instrument)[heardBefore];
    return {
      pass: tick !== undefined,
      message: () =>
        tick
          ? `expected no tick of ${instrument} within ${durationMs} ms of scenario time, was one of ${tick.ltp} after ${tick.atMs - fromMs} ms`
          : `expected a tick of ${instrument} within ${durationMs} ms of scenario time, was none`,
    };
  },
});

export { expect };

declare module 'vitest' {
  // oxlint-disable-next-line no-unused-vars -- vitest's own parameters, repeated as the merging of declarations asks
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Lets scenario time pass until the feed brings a tick of the instrument, or so many ms are over. */
    toReceiveTickWithin(instrument: string, durationMs: number): R;
  }
}
