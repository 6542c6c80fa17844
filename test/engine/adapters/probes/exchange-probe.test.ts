import { expect, test } from 'vitest';
import { driveUntilSettled } from '#test/support/drive-clock.ts';
import { createExchangeProbe } from '#engine/adapters/probes/exchange-probe.ts';
import type { ExchangeProbeOptions } from '#engine/adapters/probes/exchange-probe.ts';
import { UpstreamError } from '#engine/errors.ts';
import { EXCHANGE_SEGMENT_CODES, UNDERLYINGS } from '#engine/market/instrument.ts';
import { epochMsToLtt } from '#engine/market/ist-time.ts';
import type { ExchangeFeed, ExchangeRest, FeedHandlers, InstrumentKey } from '#engine/ports.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import { feedFirstTick, feedMoves } from '#engine/verify/checks/feed-checks.ts';
import { createPacketFields, encodePacket } from '#engine/wire/feed-packets.ts';
import type { PacketFields } from '#engine/wire/feed-packets.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { CLOSED_MS, fullChain, judge, OPEN_MS } from '../../verify/fake-targets.ts';
import { fakeBackend, REFUSED } from './fake-backend.ts';

const TOKEN = 'eyJhbGciOiJIUzUxMiJ9.claims.signature';
const TWO = UNDERLYINGS.slice(0, 2);

function packet(fields: Partial<PacketFields>): Uint8Array {
  const bytes = new Uint8Array(16);
  const length = encodePacket(new DataView(bytes.buffer), 0, { ...createPacketFields(), ...fields });
  return bytes.subarray(0, length);
}

/** A feed that lets `play` send what it likes once something is subscribed. */
function feedPlaying(
  play: (handlers: FeedHandlers, subscribed: readonly InstrumentKey[]) => void,
): ExchangeFeed {
  return {
    connect: async (_, handlers) => ({
      subscribe: (_mode, instruments) => play(handlers, instruments),
      unsubscribe: () => undefined,
      close: () => undefined,
    }),
  };
}

function tickOf({ exchangeSegment, securityId }: InstrumentKey, ltp: number, atMs: number): Uint8Array {
  const exchangeSegmentCode = EXCHANGE_SEGMENT_CODES[exchangeSegment];
  return packet({ code: 2, exchangeSegmentCode, securityId, ltp, ltt: epochMsToLtt(atMs) });
}

/** Ticks every subscribed instrument at once and then every `cadenceMs`, its price rising if `isMoving`. */
function tickingFeed(clock: VirtualClock, cadenceMs: number, isMoving = true): ExchangeFeed {
  return feedPlaying((handlers, subscribed) => {
    const tick = (count: number): void => {
      for (const key of subscribed)
        handlers.onFrame(tickOf(key, 23_000 + (isMoving ? count : 0), clock.nowMs()));
      clock.at(clock.nowMs() + cadenceMs, () => tick(count + 1));
    };
    tick(0);
  });
}

const REST: ExchangeRest = {
  profile: async () => ({
    clientId: '1',
    tokenValidUntilMs: undefined,
    dataPlan: 'Active',
    activeSegment: 'D',
  }),
  expiryList: async () => ['2026-02-03', '2026-02-10', '2026-02-17'],
  optionChain: async () => fullChain(),
  instrumentMaster: async () => [],
};

/** Every underlying with security ids of its own. */
const CHAINS_APART: ExchangeRest = {
  ...REST,
  optionChain: async (_, { securityId }) => fullChain(41, { firstSecurityId: securityId * 1000 }),
};

const NO_SOCKETS: ExchangeProbeOptions['extraSockets'] = {
  sockets: { connect: () => Promise.reject(new Error('no socket is opened here')) },
  urls: { 'depth-20': 'ws://a', 'depth-200': 'ws://b', 'order-updates': 'ws://c' },
};

function probeOf(clock: VirtualClock, overrides: Partial<ExchangeProbeOptions> = {}) {
  return createExchangeProbe({
    rest: REST,
    feed: tickingFeed(clock, 250),
    http: fakeBackend(clock, {}),
    clock,
    restUrl: 'http://127.0.0.1:9000/v2',
    feedUrl: 'ws://127.0.0.1:9000',
    masterUrl: 'http://127.0.0.1:9000/master.csv',
    extraSockets: NO_SOCKETS,
    credentials: async () => ({ clientId: '1100003626', accessToken: TOKEN }),
    underlyings: TWO,
    ...overrides,
  });
}

function refusingRest(failure: UpstreamError['failure'], status?: number): ExchangeRest {
  const refuse = () =>
    Promise.reject(
      new UpstreamError(`refused ${TOKEN}`, { failure, endpoint: '/profile', status, dhanCode: 'DH-901' }),
    );
  return { ...REST, profile: refuse, expiryList: refuse, optionChain: refuse };
}

test('an exchange that does not answer is unreachable, with the remedy', async () => {
  const error: unknown = await probeOf(new VirtualClock(OPEN_MS), { http: REFUSED })
    .reach()
    .catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ProbeUnreachable);
  expect((error as ProbeUnreachable).remedy).toContain('curl -i "http://127.0.0.1:9000/v2"');
});

test('a transport failure in the middle of a run is unreachable too, a refusal is a fact without the token', async () => {
  const clock = new VirtualClock(OPEN_MS);
  await expect(probeOf(clock, { rest: refusingRest('transport') }).profile()).rejects.toThrow(
    ProbeUnreachable,
  );
  const refused = await probeOf(clock, { rest: refusingRest('authentication', 401) }).profile();
  expect(refused).toMatchObject({
    kind: 'refused',
    failure: 'authentication',
    reason: 'HTTP 401 DH-901 refused [hidden]',
  });
});

test('without credentials nothing is asked', async () => {
  const rest: ExchangeRest = { ...REST, profile: () => Promise.reject(new Error('must not be asked')) };
  const probe = probeOf(new VirtualClock(OPEN_MS), { rest, credentials: async () => undefined });
  expect(await probe.profile()).toMatchObject({ kind: 'refused', reason: 'there are no credentials' });
});

test('the chain of the nearest expiry that is not past is asked for, once', async () => {
  const asked: string[] = [];
  const rest: ExchangeRest = {
    ...REST,
    optionChain: async (_, key, expiry) => {
      asked.push(`${key.securityId} ${expiry}`);
      return fullChain();
    },
  };
  const clock = new VirtualClock(OPEN_MS);
  const probe = probeOf(clock, { rest });
  const ask = async () => {
    for (const underlying of [...TWO, ...TWO]) await probe.nearestChain(underlying);
  };
  await driveUntilSettled(clock, ask());
  expect(asked).toEqual(['13 2026-02-10', '25 2026-02-10']);
});

test('calls are spaced so that no second holds more than five', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const atMs: number[] = [];
  const rest: ExchangeRest = {
    ...REST,
    expiryList: async () => (atMs.push(clock.nowMs()), ['2026-02-10']),
    optionChain: async () => (atMs.push(clock.nowMs()), fullChain()),
  };
  const probe = probeOf(clock, { rest, underlyings: UNDERLYINGS });
  await driveUntilSettled(
    clock,
    Promise.all(UNDERLYINGS.map((underlying) => probe.nearestChain(underlying))),
  );
  expect(atMs).toHaveLength(12);
  for (const [index, time] of atMs.entries())
    if (index >= 5) expect(time - atMs[index - 5]!).toBeGreaterThanOrEqual(1_000);
});

test.each([100, 250, 1_000])('first ticks and movement are seen at a cadence of %i ms', async (cadenceMs) => {
  const clock = new VirtualClock(OPEN_MS);
  const probe = probeOf(clock, { feed: tickingFeed(clock, cadenceMs) });
  expect(await probe.connectFeed()).toEqual({ kind: 'ok', value: 'connected' });
  expect((await driveUntilSettled(clock, judge(feedFirstTick, probe))).status).toBe('pass');
  expect((await driveUntilSettled(clock, judge(feedMoves, probe))).status).toBe('pass');
  expect(clock.nowMs() - OPEN_MS).toBeLessThanOrEqual(cadenceMs + 100);
});

test('a stale feed ticks but does not move, and fails after 15 s', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const probe = probeOf(clock, { feed: tickingFeed(clock, 250, false) });
  await probe.connectFeed();
  const judgement = await driveUntilSettled(clock, judge(feedMoves, probe));
  expect(judgement.status).toBe('fail');
  expect(judgement.observed).toMatch(/^no change in 15 s: NIFTY at 23000 \(\d+ ticks\), BANKNIFTY at 23000/);
});

test('an instrument that never ticks is silent after the deadline', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const feed = feedPlaying((handlers) =>
    handlers.onFrame(packet({ code: 2, securityId: 13, ltp: 23_000, ltt: 1 })),
  );
  const probe = probeOf(clock, { feed });
  await probe.connectFeed();
  expect(await driveUntilSettled(clock, probe.firstTicks())).toMatchObject({
    silent: ['BANKNIFTY'],
    seen: [{ symbol: 'NIFTY', ltp: 23_000 }],
  });
  expect(clock.nowMs() - OPEN_MS).toBe(15_000);
});

test('a feed that ends is noticed at once, with its reason', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const feed = feedPlaying((handlers) => {
    handlers.onFrame(packet({ code: 50, disconnectReason: 807 }));
    handlers.onClose({ code: 1000, reason: '' });
  });
  const probe = probeOf(clock, { feed });
  await probe.connectFeed();
  expect((await driveUntilSettled(clock, probe.firstTicks())).ended).toBe('code 807 (access token expired)');
  expect(clock.nowMs()).toBe(OPEN_MS);
});

test('bytes that cannot be decoded are findings', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const feed = feedPlaying((handlers) => handlers.onFrame(Uint8Array.of(2, 16, 0)));
  const probe = probeOf(clock, { feed });
  await probe.connectFeed();
  const watch = await driveUntilSettled(clock, probe.watchFeed());
  expect(watch.undecodable).toBe(2);
  expect(watch.findings[0]).toContain('expected');
});

test.each([100, 250, 1_000])(
  'at a cadence of %i ms a healthy feed is watched for 5 s, ten legs at the money of each underlying included',
  async (cadenceMs) => {
    const clock = new VirtualClock(OPEN_MS);
    const probe = probeOf(clock, { feed: tickingFeed(clock, cadenceMs), rest: CHAINS_APART });
    await probe.connectFeed();
    const watch = await driveUntilSettled(clock, probe.watchFeed());
    expect(watch.watchedMs).toBeLessThanOrEqual(5_000 + cadenceMs);
    expect(watch.instruments).toHaveLength(2 + 2 * 10);
    for (const { packets, arrivalAgeMs, skewMs, kind } of watch.instruments) {
      expect(packets).toBeGreaterThan(3);
      expect(arrivalAgeMs).toBeLessThanOrEqual(cadenceMs);
      if (kind === 'index') expect(skewMs).toBeLessThan(1_000);
    }
    expect(watch.strayPackets).toBe(0);
  },
);

test('a feed that stops is watched until the deadline, and a closed market no longer than its first packets', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const once = feedPlaying((handlers, subscribed) => {
    for (const key of subscribed) handlers.onFrame(tickOf(key, 23_000, clock.nowMs()));
  });
  const open = probeOf(clock, { feed: once });
  await open.connectFeed();
  const watch = await driveUntilSettled(clock, open.watchFeed());
  expect([watch.watchedMs, watch.instruments[0]?.arrivalAgeMs]).toEqual([15_000, 15_000]);
  const weekend = new VirtualClock(CLOSED_MS);
  const closed = probeOf(weekend, { feed: once, clock: weekend });
  await closed.connectFeed();
  expect((await driveUntilSettled(weekend, closed.watchFeed())).watchedMs).toBe(0);
});

test('packets of an instrument that was not subscribed are strangers, a zero after a price is counted', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const feed = feedPlaying((handlers, subscribed) => {
    for (const key of subscribed) {
      for (const ltp of [100, 0]) handlers.onFrame(tickOf(key, ltp, clock.nowMs()));
      handlers.onFrame(tickOf({ ...key, exchangeSegment: 'NSE_EQ' }, 100, clock.nowMs()));
    }
  });
  const probe = probeOf(clock, { feed, underlyings: TWO.slice(0, 1), deadlineMs: 1_000 });
  await probe.connectFeed();
  const watch = await driveUntilSettled(clock, probe.watchFeed());
  expect(watch.instruments.map(({ zeroPrices }) => zeroPrices)).toEqual(Array.from({ length: 11 }, () => 1));
  expect([watch.strayPackets, watch.strays.length]).toEqual([11, 3]);
  expect(watch.strays[0]).toBe('NSE_EQ 13');
});

test('the master is read whatever came', async () => {
  const clock = new VirtualClock(OPEN_MS);
  const http = fakeBackend(clock, { '/master.csv': () => ({ status: 503, body: '<html>' }) });
  expect(await probeOf(clock, { http }).master()).toMatchObject({ status: 503, columns: 0, rows: 0 });
});

test.each([undefined, 429])(
  'a feed that refuses the connection (status %s) is a finding, not an unreachable target',
  async (status) => {
    const clock = new VirtualClock(OPEN_MS);
    const failure = status === undefined ? 'transport' : 'rate-limit';
    const feed: ExchangeFeed = {
      connect: () =>
        Promise.reject(new UpstreamError(`feed refused, token=${TOKEN}`, { failure, endpoint: '/', status })),
    };
    const answer = await probeOf(clock, { feed }).connectFeed();
    expect(answer.kind).toBe('refused');
    expect(JSON.stringify(answer)).not.toContain('claims');
  },
);
