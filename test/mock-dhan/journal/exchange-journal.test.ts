import { expect, test } from 'vitest';
import type { ClientEvent } from '#engine/behaviour/client-event.ts';
import { encodeDisconnect, encodeSubscribe, encodeUnsubscribe } from '#engine/wire/feed-requests.ts';
import { ExchangeJournal, JOURNAL_ENTRIES_MAX } from '#mock-dhan/journal/exchange-journal.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { createSmallExchange, FIRST_LEG_ID, SMALL_EXPIRY } from '#test/support/small-world.ts';

function heardOf(exchange: ReturnType<typeof createSmallExchange>['exchange']): ClientEvent[] {
  return exchange.journal.after(0).map(({ event }) => event);
}

test("a client's day on the live feed is told in order", () => {
  const { exchange, clock } = createSmallExchange();
  const { accessToken: token, clientId } = exchange.accounts.credentialsOf()!;
  const session = exchange.feed.connect({ token, clientId }, new SinkLog())!;
  const legs = [FIRST_LEG_ID, FIRST_LEG_ID + 1].map((securityId) => ({
    exchangeSegment: 'NSE_FNO' as const,
    securityId,
  }));
  for (const text of encodeSubscribe('quote', [...legs, { exchangeSegment: 'NSE_FNO', securityId: 999 }]))
    session.receive(text);
  for (const text of encodeUnsubscribe('quote', legs.slice(0, 1))) session.receive(text);
  clock.advanceTo(clock.nowMs() + 1000);
  session.receive(encodeDisconnect());
  const who = { clientId, feed: 'live', session: 1 };
  expect(heardOf(exchange)).toEqual([
    { kind: 'connected', ...who, atMs: clock.nowMs() - 1000 },
    {
      kind: 'subscribed',
      ...who,
      atMs: clock.nowMs() - 1000,
      instruments: [`NSE_FNO:${FIRST_LEG_ID}`, `NSE_FNO:${FIRST_LEG_ID + 1}`],
    },
    { kind: 'unsubscribed', ...who, atMs: clock.nowMs() - 1000, instruments: [`NSE_FNO:${FIRST_LEG_ID}`] },
    { kind: 'disconnected', ...who, atMs: clock.nowMs(), by: 'client', reason: '' },
  ]);
});

test('the exchange is named when it ends a session, with its reason, on every feed', () => {
  const { exchange } = createSmallExchange();
  const { accessToken: token, clientId } = exchange.accounts.credentialsOf()!;
  for (const feed of [exchange.feeds.live, exchange.feeds['depth-20'], exchange.feeds['depth-200']])
    feed.connect({ token, clientId }, new SinkLog());
  for (const feed of Object.values(exchange.feeds)) feed.disconnect(807);
  const ends = heardOf(exchange).filter((event) => event.kind === 'disconnected');
  expect(ends.map(({ feed, by, reason }) => [feed, by, reason.slice(0, 3)])).toEqual([
    ['live', 'exchange', '807'],
    ['depth-20', 'exchange', '807'],
    ['depth-200', 'exchange', '807'],
  ]);
});

test('a login that is turned away counts as a connect that the exchange ended', () => {
  const { exchange } = createSmallExchange();
  exchange.feed.connect({ token: 'a.b.c', clientId: '1100000001' }, new SinkLog());
  expect(heardOf(exchange).map(({ kind }) => kind)).toEqual(['connected', 'disconnected']);
});

test('calls are told with route, status and whose they are, never with the token', async () => {
  const { exchange } = createSmallExchange();
  const { accessToken, clientId } = exchange.accounts.credentialsOf()!;
  const headers = { 'access-token': accessToken, 'client-id': clientId };
  const body = JSON.stringify({ UnderlyingScrip: 13, UnderlyingSeg: 'IDX_I', Expiry: SMALL_EXPIRY });
  await exchange.app.request('/v2/optionchain', { method: 'POST', headers, body });
  await exchange.app.request('/v2/profile', { headers: { 'access-token': accessToken } });
  await exchange.app.request('/nowhere', { headers: { 'client-id': 'x'.repeat(5000) } });
  expect(heardOf(exchange)).toMatchObject([
    { kind: 'request', route: 'POST /v2/optionchain', status: 200, clientId },
    { kind: 'request', route: 'GET /v2/profile', status: 200, clientId },
    { kind: 'request', route: 'other', status: 404, clientId: 'x'.repeat(32) },
  ]);
  expect(JSON.stringify(heardOf(exchange))).not.toContain(accessToken);
});

test('the newest entries are kept, numbered from the first, and listeners hear all until they stop', () => {
  const journal = new ExchangeJournal();
  let heard = 0;
  const stop = journal.listen(() => {
    heard += 1;
  });
  const total = JOURNAL_ENTRIES_MAX * 3 + 7;
  for (let count = 0; count < total; count += 1) journal.record({ kind: 'fault', atMs: count, id: 'f' });
  stop();
  journal.record({ kind: 'fault', atMs: total, id: 'last' });
  const kept = journal.after(0);
  expect(heard).toBe(total);
  expect(kept).toHaveLength(JOURNAL_ENTRIES_MAX);
  expect(kept.at(-1)).toEqual({ number: total + 1, event: { kind: 'fault', atMs: total, id: 'last' } });
  expect(journal.after(total).map(({ number }) => number)).toEqual([total + 1]);
  expect(journal.after(0, new Set(['request']))).toEqual([]);
});
