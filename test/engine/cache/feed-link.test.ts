import { expect, test } from 'vitest';
import { FeedLink } from '#engine/cache/feed-link.ts';
import { UpstreamError } from '#engine/errors.ts';
import type { FeedLinkOptions } from '#engine/cache/feed-link.ts';
import type { ExchangeFeed } from '#engine/ports.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { FakeFeed, LineLog } from '#test/support/fake-exchange.ts';

const CREDENTIALS = { clientId: '1100003626', accessToken: 'token' };

function linkTo(feed: ExchangeFeed, silence?: FeedLinkOptions['silence']) {
  const clock = new VirtualClock(0);
  const log = new LineLog();
  const frames: Uint8Array[] = [];
  const events: string[] = [];
  const link = new FeedLink({
    feed,
    credentials: CREDENTIALS,
    clock,
    log,
    onFrame: (frame) => frames.push(frame),
    onConnected: () => events.push('connected'),
    onDisconnected: () => events.push('disconnected'),
    silence,
  });
  return { clock, log, frames, events, link };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function down(): UpstreamError {
  return new UpstreamError('nobody there', { failure: 'transport', endpoint: '/' });
}

test('waits double from 5 s to 120 s, and after ten failures the exchange is left alone for an hour', async () => {
  const feed = new FakeFeed();
  feed.refusals.push(...Array.from({ length: 30 }, down));
  const { clock, link, log } = linkTo(feed);
  expect(await link.connect()).toEqual({ kind: 'retrying', problem: 'nobody there' });
  const waitsMs: number[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const beforeMs = clock.nowMs();
    clock.step();
    waitsMs.push(clock.nowMs() - beforeMs);
    await turn();
  }
  expect(waitsMs.map((waitMs) => waitMs / 1000)).toEqual([5, 10, 20, 40, 80, 120, 120, 120, 120, 3600, 5]);
  expect(
    log.having('[BLOCK] Max connection failures reached (10). [COOLDOWN] Resuming in 3600s'),
  ).toHaveLength(1);
});

test('a socket that opens and closes without data does not reset the back-off, data does', async () => {
  const feed = new FakeFeed();
  const { clock, link, log } = linkTo(feed);
  await link.connect();
  feed.handlers!.onClose({ code: 1006, reason: '' });
  clock.step();
  await turn();
  feed.handlers!.onClose({ code: 1006, reason: '' });
  expect(log.having('next retry in 10s')).toHaveLength(1);
  clock.step();
  await turn();
  feed.handlers!.onFrame(Uint8Array.of(1));
  feed.handlers!.onClose({ code: 1006, reason: '' });
  expect(log.having('next retry in 5s')).toHaveLength(2);
});

test.each(['806 data APIs not subscribed', '807 expired', '808 x', '809 x', '810 x'])(
  'a close for %s is final',
  async (reason) => {
    const feed = new FakeFeed();
    const { clock, link, events } = linkTo(feed);
    await link.connect();
    feed.handlers!.onClose({ code: 1000, reason });
    expect(clock.nextTimerAtMs()).toBeUndefined();
    expect(link.problem).toBe(`feed closed with 1000: ${reason}`);
    expect(events).toEqual(['connected', 'disconnected']);
  },
);

test('805, too many connections, is retried', async () => {
  const feed = new FakeFeed();
  const { clock, link } = linkTo(feed);
  await link.connect();
  feed.handlers!.onClose({ code: 1000, reason: '805 too many connections' });
  expect(clock.nextTimerAtMs()).toBe(5000);
});

test('an authentication refusal of the upgrade is final', async () => {
  const feed = new FakeFeed();
  feed.refusals.push(new UpstreamError('401', { failure: 'authentication', endpoint: '/' }));
  const { clock, link } = linkTo(feed);
  expect((await link.connect()).kind).toBe('refused');
  expect(clock.nextTimerAtMs()).toBeUndefined();
});

test('a close that overtakes the opening is not lost', async () => {
  const connection = { subscribe: () => undefined, unsubscribe: () => undefined, close: () => undefined };
  const { link, events } = linkTo({
    connect: (_, handlers) => {
      handlers.onClose({ code: 1000, reason: '808 authentication failed' });
      return Promise.resolve(connection);
    },
  });
  await link.connect();
  expect(link.connection).toBeUndefined();
  expect(link.problem).toContain('808');
  expect(events).toEqual(['connected', 'disconnected']);
});

test('after stop neither a close nor a planned attempt does anything', async () => {
  const feed = new FakeFeed();
  feed.refusals.push(down());
  const { clock, link } = linkTo(feed);
  await link.connect();
  link.stop();
  clock.advanceTo(3_600_000);
  await turn();
  expect(feed.attempts).toBe(1);
});

test('a connection that stood for two minutes was no failure when it ends, however quiet it was', async () => {
  const feed = new FakeFeed();
  const { clock, link, log } = linkTo(feed);
  await link.connect();
  for (let drop = 0; drop < 12; drop += 1) {
    clock.advanceTo(clock.nowMs() + 3_600_000);
    feed.handlers!.onClose({ code: 1006, reason: '' });
    clock.step();
    await turn();
  }
  expect(log.having('[RETRY] Connection failed. Attempt #1,')).toHaveLength(12);
  expect(log.having('[BLOCK]')).toEqual([]);
});

test('a silent feed is given up for another while the market is open, and stays a problem until it speaks', async () => {
  const feed = new FakeFeed();
  const { clock, link, log, events } = linkTo(feed, {
    msMax: 60_000,
    isMarketOpen: (nowMs) => nowMs >= 100_000,
  });
  await link.connect();
  clock.advanceTo(119_999);
  expect([events, link.problem]).toEqual([['connected'], undefined]);
  clock.advanceTo(185_000);
  await turn();
  expect(events).toEqual(['connected', 'disconnected', 'connected']);
  expect(log.having('[FEED] Silent for 60 s while the market is open')).toHaveLength(1);
  expect(link.problem).toBe('the feed is connected and says nothing while the market is open');
  feed.handlers!.onFrame(Uint8Array.of(1));
  expect(link.problem).toBeUndefined();
  const speaking = clock.nowMs();
  for (let second = 1; second < 200; second += 1) {
    clock.advanceTo(speaking + second * 1000);
    feed.handlers!.onFrame(Uint8Array.of(1));
  }
  expect(events).toHaveLength(3);
});
