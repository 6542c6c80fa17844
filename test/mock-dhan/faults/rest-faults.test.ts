import { expect, test } from 'vitest';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { parseExpiryList, parseOptionChain } from '#engine/wire/rest-bodies.ts';
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { SinkLog } from '#test/support/sink-log.ts';
import { SMALL_EXPIRY, createSmallExchange } from '#test/support/small-world.ts';

const ALL = { underlyings: ['*'], probability: 1 } as const;
const MASTER = '/api-data/api-scrip-master-detailed.csv';

function headersOf({ accounts }: MockExchange) {
  const { clientId, accessToken } = accounts.credentialsOf()!;
  return { 'client-id': clientId, 'access-token': accessToken, 'content-type': 'application/json' };
}

const chainRequest = (exchange: MockExchange, id: number) => ({
  method: 'POST',
  headers: headersOf(exchange),
  body: JSON.stringify({ UnderlyingScrip: id, UnderlyingSeg: 'IDX_I', Expiry: SMALL_EXPIRY }),
});

const askChain = async (exchange: MockExchange, id = 13) =>
  (await exchange.app.request('/v2/optionchain', chainRequest(exchange, id))).text();

const askExpiries = async (exchange: MockExchange, id = 13) =>
  (await exchange.app.request('/v2/optionchain/expirylist', chainRequest(exchange, id))).text();

const askMaster = async ({ app }: MockExchange) => (await app.request(MASTER)).text();

const planned = (fault: PlannedFault) => createSmallExchange({ faults: [fault] });

/** How often it struck, and how often the journal says so. */
const struck = ({ faults, journal }: MockExchange) => [
  faults.states()[0]!.strikes,
  journal.after(0, new Set(['fault'])).length,
];

test('a stub master is its header and so many rows', async () => {
  const { exchange } = planned({ id: 'stub', kind: 'stub-master', rows: 3, probability: 1, times: 1 });
  const [stub, truth] = [await askMaster(exchange), await askMaster(exchange)];
  expect(stub).toBe(`${truth.split('\n').slice(0, 4).join('\n')}\n`);
  expect(struck(exchange)).toEqual([1, 1]);
});

test('a master without some columns has them, empty, and everything else', async () => {
  const columns = ['UNDERLYING_SYMBOL', 'SM_EXPIRY_DATE'];
  const { exchange } = planned({ id: 'blank', kind: 'blank-master', columns, probability: 1, times: 1 });
  const [blank, truth] = [await askMaster(exchange), await askMaster(exchange)];
  const cells = (csv: string) => csv.split('\n').map((row) => row.split(','));
  const [header = []] = cells(truth);
  const positions = columns.map((name) => header.indexOf(name));
  const expected = cells(truth).map((row, line) =>
    row.map((cell, position) => (line > 0 && positions.includes(position) ? '' : cell)),
  );
  expect(cells(blank)).toEqual(expected);
  expect(struck(exchange)).toEqual([1, 1]);
});

test('a column that no master has is refused', () => {
  expect(() => planned({ id: 'blank', kind: 'blank-master', columns: ['NAME'], probability: 1 })).toThrow(
    'fault blank: expected columns of a scrip master, was "NAME"',
  );
});

test('a chain of zeros is that of the underlying meant, and reads as a chain', async () => {
  const { exchange } = planned({ id: 'zero', kind: 'zero-chain', underlyings: ['NIFTY'], probability: 1 });
  const prices = async (id: number) => {
    const chain = parseOptionChain(await askChain(exchange, id));
    return chain.ok ? [chain.value.spot, ...chain.value.strikes.map(({ ce }) => ce?.ltp)] : chain;
  };
  expect(await prices(13)).toEqual([0, 0, 0, 0]);
  expect(await prices(25)).toEqual([56_000, 200, 200, 200]);
  expect(struck(exchange)).toEqual([1, 1]);
});

test.for([
  ['ce', 'pe'],
  ['pe', 'ce'],
] as const)('%s legs are null where only they are struck', async ([gone, left]) => {
  const { exchange } = planned({ id: 'null', kind: 'null-legs', legs: gone, ...ALL });
  const body = JSON.parse(await askChain(exchange)) as {
    data: { oc: Record<string, Record<string, unknown>> };
  };
  const strikes = Object.values(body.data.oc);
  expect(strikes.map((strike) => strike[gone])).toEqual([null, null, null]);
  expect(strikes.map((strike) => strike[left])).toEqual(Array(3).fill(expect.objectContaining({ oi: 6500 })));
});

test('both legs of every strike are null', async () => {
  const { exchange } = planned({ id: 'null', kind: 'null-legs', legs: 'both', ...ALL });
  const chain = parseOptionChain(await askChain(exchange));
  expect(chain.ok && chain.value.strikes).toEqual(
    [24_950, 25_000, 25_050].map((strike) => ({ strike, ce: undefined, pe: undefined })),
  );
  expect(struck(exchange)).toEqual([1, 1]);
});

test('a wrong expiry list is so many days off', async () => {
  const { exchange } = planned({ id: 'off', kind: 'wrong-expiry-list', shiftDays: -7, ...ALL });
  expect(parseExpiryList(await askExpiries(exchange))).toEqual({ ok: true, value: ['2026-02-03'] });
  expect(struck(exchange)).toEqual([1, 1]);
});

test('a wrong clock stands in the Date of answers and in the trade times of the feed', async () => {
  const { exchange, clock } = planned({ id: 'skew', kind: 'clock-skew', skewMs: -300_000, probability: 1 });
  const answer = await exchange.app.request('/healthz');
  expect(answer.headers.get('date')).toBe('Wed, 04 Feb 2026 03:45:00 GMT');
  const { clientId, accessToken } = exchange.accounts.credentialsOf()!;
  const sink = new SinkLog();
  const session = exchange.feed.connect({ clientId, token: accessToken }, sink)!;
  for (const message of encodeSubscribe('ticker', [{ exchangeSegment: 'IDX_I', securityId: 13 }]))
    session.receive(message);
  const primedAtSecond = Math.floor(clock.nowMs() / 1000) - 1 + 19_800;
  expect(sink.packets().at(-1)).toMatchObject({ kind: 'ticker', ltt: primedAtSecond - 300 });
  expect(struck(exchange)).toEqual([2, 1]);
});

test('a slow answer leaves after its latency on the exchange’s clock', async () => {
  const { exchange, clock } = planned({
    id: 'slow',
    kind: 'slow-answer',
    routes: ['POST /v2/optionchain'],
    latencyMs: 2000,
    jitterMs: 500,
    probability: 1,
  });
  let isAnswered = false;
  const asked = askChain(exchange).then(() => (isAnswered = true));
  await new Promise(setImmediate);
  clock.advanceTo(clock.nowMs() + 1999);
  await new Promise(setImmediate);
  expect([isAnswered, exchange.heldAnswers()]).toEqual([false, 1]);
  clock.advanceTo(clock.nowMs() + 501);
  await asked;
  expect(exchange.heldAnswers()).toBe(0);
  expect(struck(exchange)).toEqual([1, 1]);
});

test('a listening exchange acts them out too, those of whole answers and those of bodies', async () => {
  const { exchange, clock } = createSmallExchange({
    faults: [
      { id: 'zero', kind: 'zero-chain', ...ALL },
      { id: 'skew', kind: 'clock-skew', skewMs: 60_000, probability: 1 },
    ],
  });
  const listening = await listenExchange(exchange, { keepAlive: clock });
  try {
    const answer = await fetch(`${listening.restUrl}/optionchain`, chainRequest(exchange, 13));
    expect(answer.headers.get('date')).toBe('Wed, 04 Feb 2026 03:51:00 GMT');
    expect(await answer.text()).toContain('{"data":{"last_price":0,');
  } finally {
    await listening.close();
  }
});

test('a chain is spoilt on the direct path of a listening exchange as well', () => {
  const { exchange } = planned({ id: 'zero', kind: 'zero-chain', ...ALL });
  const { body } = chainRequest(exchange, 13);
  const { clientId, accessToken } = exchange.accounts.credentialsOf()!;
  expect(exchange.directCalls.takes('/v2/optionchain')).toBe(true);
  const answer = exchange.directCalls.answer('/v2/optionchain', { clientId, accessToken, body });
  expect(new TextDecoder().decode(answer.body as Uint8Array)).toContain('"last_price":0,');
});
