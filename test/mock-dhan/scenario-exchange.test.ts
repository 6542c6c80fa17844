import { expect, test } from 'vitest';
import { createRehearsal } from '#cli/rehearsal.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { createControlApp } from '#mock-dhan/control/app.ts';
import { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { SinkLog } from '#test/support/sink-log.ts';

/** A served morning whose time is in the test's hands, and everything that can be asked of it. */
function served() {
  const rehearsal = createRehearsal(loadScenario('calm-morning'), {
    seed: undefined,
    startAt: '09:20:00',
    isRaw: false,
    wire: WIRE_PROFILES.observed,
  });
  const exchange = new ScenarioExchange(rehearsal);
  exchange.judge();
  const { clock } = rehearsal;
  const login = () => exchange.present.accounts.credentialsOf()!;
  const connect = () => {
    const sink = new SinkLog();
    const { clientId, accessToken } = login();
    const session = exchange.feeds.live.connect({ clientId, token: accessToken }, sink)!;
    for (const text of encodeSubscribe('ticker', [{ exchangeSegment: 'IDX_I', securityId: 13 }]))
      session.receive(text);
    return sink;
  };
  const profile = (accessToken: string) =>
    exchange.present.app.request('/v2/profile', { headers: { 'access-token': accessToken } });
  const quote = async () => {
    const { clientId, accessToken } = login();
    const answer = await exchange.present.app.request('/v2/marketfeed/ltp', {
      method: 'POST',
      headers: { 'access-token': accessToken, 'client-id': clientId, 'content-type': 'application/json' },
      body: '{"IDX_I":[13]}',
    });
    return { status: answer.status, body: await answer.text() };
  };
  /** All that the control port tells. */
  const state = async () => {
    const app = createControlApp(exchange, { token: 't' });
    const answers = ['/clock', '/faults', '/counters', '/connections', '/journal', '/expectations'].map(
      async (path) => (await app.request(path, { headers: { authorization: 'Bearer t' } })).json(),
    );
    return Promise.all(answers);
  };
  return { exchange, clock, login, connect, profile, quote, state };
}

test('a reset puts everything that can be asked back to where it was, however much happened', async () => {
  const { exchange, clock, login, connect, profile, quote, state } = served();
  const [atFirst, firstToken] = [await state(), login().accessToken];
  const firstQuote = await quote();
  exchange.reset();
  expect(await state()).toEqual(atFirst);
  connect();
  exchange.faults.add({ id: 'cut', kind: 'reset', from: '09:25:00' });
  clock.advanceTo(clock.nowMs() + 600_000);
  exchange.present.accounts.renewToken(exchange.present.accounts.all[0]!, {
    consumer: 'SELF',
    partnerId: '',
    nowMs: clock.nowMs(),
  });
  await profile(login().accessToken);
  for (let call = 0; call < 3; call += 1) await quote();
  expect(await state()).not.toEqual(atFirst);
  exchange.reset();
  expect(await state()).toEqual(atFirst);
  expect(login().accessToken).toBe(firstToken);
  expect((await profile(firstToken)).status).toBe(200);
  expect(await quote()).toEqual(firstQuote);
});

test('the day after a reset is the day that was', () => {
  const { exchange, clock, connect } = served();
  const play = () => {
    const sink = connect();
    clock.advanceTo(clock.nowMs() + 30_000);
    return sink.messages;
  };
  const first = play();
  exchange.reset();
  expect(first.length).toBeGreaterThan(100);
  expect(play()).toEqual(first);
});

test('connections are closed by a reset, and nothing of theirs goes on', () => {
  const { exchange, clock, connect } = served();
  const sink = connect();
  exchange.reset();
  expect(sink.closes).toEqual([{ code: 1001, reason: 'exchange closed' }]);
  const heard = sink.messages.length;
  clock.advanceTo(clock.nowMs() + 60_000);
  expect(sink.messages).toHaveLength(heard);
});

test('what somebody else planned on the clock stays as far away as it was', () => {
  const { exchange, clock } = served();
  clock.advanceTo(clock.nowMs() + 600_000);
  const ran: number[] = [];
  clock.at(clock.nowMs() + 1000, () => ran.push(clock.nowMs()));
  exchange.reset();
  const startMs = clock.nowMs();
  clock.advanceTo(startMs + 1000);
  expect(ran).toEqual([startMs + 1000]);
});

test('the control port resets, and tells the time it is then', async () => {
  const { exchange, clock } = served();
  clock.advanceTo(clock.nowMs() + 600_000);
  const app = createControlApp(exchange, { token: 't' });
  const answer = await app.request('/reset', { method: 'POST', headers: { authorization: 'Bearer t' } });
  expect(await answer.json()).toEqual({ now: '2026-02-04T09:20:00.000+05:30' });
});
