import { expect, test } from 'vitest';
import type { MomentFault } from '#engine/faults/moment-fault.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { FeedType } from '#mock-dhan/feed/feed-routing.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { createSmallExchange } from '#test/support/small-world.ts';

const FIRST = '1100000001';
const SECOND = '1100000002';
const AT = '09:20:05';

/** Two clients, and a fault that strikes five seconds from now. */
function planned(fault: MomentFault, wire: Partial<WireProfile> = {}) {
  const accounts = [FIRST, SECOND].map(
    (clientId) => ({ clientId, token: 'valid', dataPlan: 'Active' }) as const,
  );
  const { exchange, clock } = createSmallExchange({ accounts, faults: [fault], wire });
  const startMs = clock.nowMs();
  return {
    exchange,
    connect(clientId: string, feed: FeedType = 'live'): SinkLog {
      const sink = new SinkLog();
      const { accessToken } = exchange.accounts.credentialsOf(clientId)!;
      exchange.feeds[feed].connect({ clientId, token: accessToken }, sink);
      return sink;
    },
    call: async (path: string, clientId = FIRST, init: RequestInit = {}) => {
      const { accessToken } = exchange.accounts.credentialsOf(clientId)!;
      const headers = { 'client-id': clientId, 'access-token': accessToken };
      const answer = await exchange.app.request(path, { ...init, headers });
      return `${answer.status} ${await answer.text()}`;
    },
    playTo: (seconds: number) => clock.advanceTo(startMs + seconds * 1000),
    struck: () => [
      exchange.faults.states()[0]!.strikes,
      exchange.journal.after(0, new Set(['fault'])).length,
    ],
  };
}

const reasonsOf = (sink: SinkLog) => sink.packets().map((packet) => 'reason' in packet && packet.reason);
const EXPIRIES = '/v2/optionchain/expirylist';
const ASK = { method: 'POST', body: '{"UnderlyingScrip":13,"UnderlyingSeg":"IDX_I"}' };

test('at a rollover the client’s sessions end with 807 and its calls are refused; others go on', async () => {
  const day = planned(
    { id: 'rollover', kind: 'token-rollover', from: AT, clientId: FIRST },
    { deadToken: 'dh-901' },
  );
  const [mine, other] = [day.connect(FIRST), day.connect(SECOND)];
  day.playTo(4.9);
  expect([reasonsOf(mine), mine.closes]).toEqual([[], []]);
  day.playTo(5);
  expect([reasonsOf(mine), mine.closes, other.closes]).toEqual([[807], [{ code: 1000, reason: '' }], []]);
  expect(await day.call(EXPIRIES, FIRST, ASK)).toMatch(/^401 .*"807"/);
  expect(await day.call('/v2/profile', FIRST)).toMatch(/^401 .*DH-901/);
  expect(await day.call('/v2/profile', SECOND)).toMatch(/^200 /);
  expect(reasonsOf(day.connect(FIRST))).toEqual([807]);
  expect(day.struck()).toEqual([4, 4]);
});

test('a new token is good again after a rollover', async () => {
  const day = planned({ id: 'rollover', kind: 'token-rollover', from: AT });
  day.playTo(5);
  const { accounts, clock } = day.exchange;
  accounts.renewToken(accounts.find(FIRST)!, { consumer: 'APP', partnerId: '', nowMs: clock.nowMs() });
  expect(await day.call('/v2/profile', FIRST)).toMatch(/^200 /);
  expect(day.connect(FIRST).closes).toEqual([]);
  expect(day.struck()).toEqual([0, 0]);
});

test('when the data plan lapses market sessions end with 806, data is refused, orders and profile are not', async () => {
  const day = planned({ id: 'lapse', kind: 'data-plan-lapse', from: AT, clientId: FIRST });
  const [live, depth, other] = [day.connect(FIRST), day.connect(FIRST, 'depth-20'), day.connect(SECOND)];
  day.playTo(5);
  expect([reasonsOf(live), depth.messages.length, other.closes]).toEqual([[806], 1, []]);
  expect(depth.closes).toHaveLength(1);
  expect(await day.call(EXPIRIES, FIRST, ASK)).toMatch(/^401 .*"806"/);
  const bars = { securityId: '13', exchangeSegment: 'IDX_I', instrument: 'INDEX' };
  const span = { fromDate: '2026-02-01', toDate: '2026-02-03' };
  const historical = { method: 'POST', body: JSON.stringify({ ...bars, ...span }) };
  expect(await day.call('/v2/charts/historical', FIRST, historical)).toMatch(/^401 .*DH-902/);
  expect(await day.call('/v2/profile', FIRST)).toMatch(/^200 .*Deactive/);
  expect(await day.call(EXPIRIES, SECOND, ASK)).toMatch(/^200 /);
  expect(day.struck()).toEqual([3, 3]);
});

test.for([
  ['packet-805', [805], 0],
  ['reset', [], 1],
] as const)(
  'an eviction takes a client’s oldest session as the wire has it: %s',
  ([sixthConnection, reasons, resets]) => {
    const day = planned({ id: 'evict', kind: 'evict', from: AT, feed: 'live' }, { sixthConnection });
    const [oldest, younger, other] = [day.connect(FIRST), day.connect(FIRST), day.connect(SECOND)];
    day.playTo(5);
    for (const sink of [oldest, other]) expect([reasonsOf(sink), sink.resets]).toEqual([reasons, resets]);
    expect([younger.closes, younger.resets, younger.messages]).toEqual([[], 0, []]);
    expect(day.struck()).toEqual([1, 1]);
  },
);

test('sessions are reset, or hung up on, on the feed that is named', () => {
  for (const kind of ['reset', 'fin'] as const) {
    const day = planned({ id: 'cut', kind, from: AT, feed: 'live', clientId: FIRST });
    const [mine, depth, other] = [day.connect(FIRST), day.connect(FIRST, 'depth-20'), day.connect(SECOND)];
    day.playTo(5);
    expect([mine.resets, mine.ends]).toEqual(kind === 'reset' ? [1, 0] : [0, 1]);
    expect([depth, other].map(({ resets, ends }) => resets + ends)).toEqual([0, 0]);
    expect([mine.messages, mine.closes, day.exchange.connections().length]).toEqual([[], [], 2]);
    expect(day.struck()).toEqual([1, 1]);
  }
});

test('a half-open session stays, sends nothing more and asks nothing', () => {
  const day = planned({ id: 'dead', kind: 'half-open', from: AT, feed: 'live' });
  const sink = day.connect(FIRST);
  day.playTo(5);
  day.exchange.feeds.live
    .sessions()[0]!
    .receive(
      '{"RequestCode":15,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"IDX_I","SecurityId":"13"}]}',
    );
  day.playTo(600);
  expect([sink.messages, sink.pings, sink.closes, sink.resets]).toEqual([[], 0, [], 0]);
  expect(day.exchange.connections()).toMatchObject([{ clientId: FIRST, state: 'half-open', instruments: 0 }]);
  expect(day.struck()).toEqual([1, 1]);
  day.exchange.close();
  expect([sink.closes, sink.resets, day.exchange.connections()]).toEqual([[], 1, []]);
});

test('a slow close lets the connection stand for its time', () => {
  const day = planned({ id: 'slow', kind: 'slow-close', from: AT, closeMs: 3000 });
  const sink = day.connect(FIRST);
  day.playTo(7.9);
  expect([sink.closes, day.exchange.connections()]).toMatchObject([[], [{ state: 'closing' }]]);
  day.playTo(8);
  expect([sink.closes, day.exchange.connections()]).toEqual([[{ code: 1001, reason: 'closing' }], []]);
  expect(day.struck()).toEqual([1, 1]);
});

test('a moment that nobody is there for strikes nobody', () => {
  for (const kind of ['reset', 'half-open', 'token-rollover', 'data-plan-lapse'] as const) {
    const day = planned({ id: 'cut', kind, from: AT });
    day.playTo(10);
    expect(day.struck()).toEqual([0, 0]);
  }
});
