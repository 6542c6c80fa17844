import { expect, test } from 'vitest';
import { LEG_SOURCES } from '#engine/market/option-chain.ts';
import { ask, askJson, createBackend, LIVE } from './backend.ts';
import { niftyChain, setLeg, setPrice, startupReport } from './fake-engine.ts';

const STATS = {
  total_underlyings: 1,
  total_expiries: 1,
  total_strikes: 5,
  total_tokens: 10,
  websocket_connections: 1,
  expiry_registry_size: 1,
  atm_registry_size: 1,
};

test('options/live answers the whole documented envelope', async () => {
  const { app } = createBackend();
  const { status, body } = await askJson(app, LIVE);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: 'success',
    data: {
      underlying: 'NIFTY',
      expiry: '2026-02-11',
      lot_size: 65,
      strike_interval: 50,
      atm_strike: 23_150,
      underlying_ltp: 23_150.5,
      last_updated: '2026-02-04T09:16:02.000+05:30',
    },
    source: 'central_cache',
    timestamp: '2026-02-04T09:16:03.000+05:30',
    cache_stats: STATS,
  });
  expect(Object.keys(body as object)).toEqual(['status', 'data', 'source', 'timestamp', 'cache_stats']);
});

test('a leg carries its token, prices at the tick without float dust, greeks, and where they came from', async () => {
  const { app } = createBackend();
  const { text } = await ask(app, LIVE);
  expect(text).toContain(
    '"23000.0":{"CE":{"token":40004,"ltp":234.95,"bid":230.05,"ask":239.85,' +
      '"oi":65000,"volume":1300,"iv":8.2543,' +
      '"greeks":{"delta":0.76763,"gamma":0.00112,"theta":-10.38537,"vega":10.12682},"source":"feed"},' +
      '"PE":{"token":40005,"ltp":100,',
  );
});

test('strike keys are printed as Python floats, ascending, half strikes included', async () => {
  const { app, engine } = createBackend();
  engine.cache.put(niftyChain([9950, 9987.5, 10_000, 22_987.5]));
  const { body } = await askJson(app, LIVE);
  const { strikes } = (body as { data: { strikes: object } }).data;
  expect(Object.keys(strikes)).toEqual(['9950.0', '9987.5', '10000.0', '22987.5']);
});

test('the flat body is the one of the documents', async () => {
  const { app } = createBackend({ body: 'flat' });
  const { body } = await askJson(app, LIVE);
  expect(body).toMatchObject({
    underlying: 'NIFTY',
    expiry: '2026-02-11',
    strikes: {
      '23000': {
        CE: { ltp: 234.95, bid: 230.05, ask: 239.85 },
        PE: { ltp: 100, bid: 99.5, ask: 100.5 },
      },
    },
  });
  expect(Object.keys(body as object)).toEqual(['underlying', 'expiry', 'strikes']);
  expect(Object.keys((body as { strikes: object }).strikes)).toEqual([
    '22900',
    '22950',
    '23000',
    '23050',
    '23100',
  ]);
});

test('a lower-case underlying and the frontend path /options/live find the same chain', async () => {
  const { app } = createBackend();
  const documented = await ask(app, LIVE);
  const alias = await ask(app, '/options/live?underlying=nifty&expiry=2026-02-11');
  expect(alias.status).toBe(200);
  expect(alias.text).toBe(documented.text);
});

test('a changed leg is served after the version moved, not before', async () => {
  const { app, chain } = createBackend();
  const before = await ask(app, LIVE);
  chain.ltp[0] = 111.1;
  expect((await ask(app, LIVE)).text).toBe(before.text);
  chain.version += 1;
  expect((await ask(app, LIVE)).text).toBe(before.text.replace('"ltp":100,', '"ltp":111.1,'));
});

test('the underlying price moves in the body although no leg has', async () => {
  const { app, engine } = createBackend();
  await ask(app, LIVE);
  setPrice(engine.prices, 'NIFTY', 23_176.3);
  const { body } = await askJson(app, LIVE);
  expect(body).toMatchObject({ data: { underlying_ltp: 23_176.3, atm_strike: 23_200 } });
});

test('before the first tick the underlying price is null, never 0', async () => {
  const { app, engine } = createBackend();
  engine.prices.entry('NIFTY').ltp = 0;
  const { body } = await askJson(app, LIVE);
  expect(body).toMatchObject({
    data: { underlying_ltp: null, atm_strike: null },
    cache_stats: { atm_registry_size: 0 },
  });
});

test('a backend on closing prices says so on every leg and on the body', async () => {
  const { app, engine, chain } = createBackend();
  chain.source.fill(LEG_SOURCES.indexOf('closing'));
  chain.version += 1;
  engine.report = startupReport(engine, { state: 'degraded', source: 'closing' });
  const { text } = await ask(app, LIVE);
  expect(JSON.parse(text)).toMatchObject({ source: 'closing' });
  expect(text.match(/"source":"closing"/g)).toHaveLength(chain.ltp.length + 1);
});

test('the original faults hide that prices are closing prices', async () => {
  const { app, engine } = createBackend({ hasOriginalFaults: true });
  engine.report = startupReport(engine, { state: 'degraded', source: 'closing' });
  const { status, body } = await askJson(app, LIVE);
  expect(status).toBe(200);
  expect(body).toMatchObject({ source: 'central_cache' });
});

test('a figure that is no number is null in the body', async () => {
  const { app, chain } = createBackend();
  chain.oi[0] = Number.NaN;
  chain.version += 1;
  expect((await ask(app, LIVE)).text).toContain('"oi":null');
});

test('a leg whose price implies no volatility has iv and greeks of 0', async () => {
  const { app, chain } = createBackend();
  setLeg(chain, 23_000, 'CE', { ltp: 120, bid: 119, ask: 121, source: 'feed' });
  expect((await ask(app, LIVE)).text).toContain(
    '"ltp":120,"bid":119,"ask":121,"oi":65000,"volume":1300,"iv":0,"greeks":{"delta":0,"gamma":0,"theta":0,"vega":0}',
  );
});

test('an unknown chain is 404 with the documented detail', async () => {
  const { app } = createBackend();
  expect(await askJson(app, '/api/v2/options/live?underlying=nifty&expiry=2026-02-12')).toEqual({
    status: 404,
    body: { detail: 'Option chain not found for NIFTY 2026-02-12' },
  });
});

test('a URL that a shell cut at & is 422 with the quoted curl that works', async () => {
  const { app } = createBackend();
  const { status, body } = await askJson(app, '/api/v2/options/live?underlying=nifty');
  expect(status).toBe(422);
  expect(body).toEqual({
    detail: [{ type: 'missing', loc: ['query', 'expiry'], msg: 'Field required', input: null }],
    hint:
      'An unquoted & in a shell ends the command, so everything after it was lost. Quote the URL: ' +
      'curl "http://127.0.0.1:8000/api/v2/options/live?underlying=NIFTY&expiry=2026-02-11"',
  });
});

test('the suggested command never repeats text of the request', async () => {
  const { app } = createBackend();
  const { text } = await ask(app, `/api/v2/options/live?underlying=${encodeURIComponent('$(reboot)')}`);
  expect(text).not.toContain('reboot');
  expect(text).toContain('underlying=NIFTY&expiry=2026-02-11');
});

test('both missing parameters are named', async () => {
  const { app } = createBackend();
  const { status, body } = await askJson(app, '/api/v2/options/live');
  expect(status).toBe(422);
  expect(body).toEqual({
    detail: ['underlying', 'expiry'].map((name) => ({
      type: 'missing',
      loc: ['query', name],
      msg: 'Field required',
      input: null,
    })),
  });
});

test.each(['11-02-2026', '2026-02-30', '2026-2-11', '', 'next'])(
  'an expiry written %j is 422 and names the form',
  async (expiry) => {
    const { app } = createBackend();
    const { status, body } = await askJson(app, `/api/v2/options/live?underlying=NIFTY&expiry=${expiry}`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ detail: [{ loc: ['query', 'expiry'], input: expiry }] });
    expect(JSON.stringify(body)).toContain('YYYY-MM-DD');
  },
);

test('available/underlyings and available/expiries list what the cache holds', async () => {
  const { app, engine } = createBackend();
  engine.cache.put(niftyChain([23_000], '2026-02-10'));
  expect((await askJson(app, '/api/v2/options/available/underlyings')).body).toEqual({
    status: 'success',
    data: ['NIFTY'],
    count: 1,
  });
  expect((await askJson(app, '/api/v2/options/available/expiries?underlying=nifty')).body).toEqual({
    status: 'success',
    underlying: 'NIFTY',
    data: ['2026-02-10', '2026-02-11'],
    count: 2,
  });
});

test('expiries of an unknown underlying are 404, of none 422', async () => {
  const { app } = createBackend();
  expect(await askJson(app, '/api/v2/options/available/expiries?underlying=GOLD')).toEqual({
    status: 404,
    body: { detail: 'No expiries found for GOLD' },
  });
  expect((await askJson(app, '/api/v2/options/available/expiries')).status).toBe(422);
});

test('atm answers a strike and the price beside it', async () => {
  const { app } = createBackend();
  expect(await askJson(app, '/api/v2/options/atm/nifty')).toEqual({
    status: 200,
    body: {
      status: 'success',
      data: { underlying: 'NIFTY', atm_strike: 23_150, underlying_ltp: 23_150.5, strike_interval: 50 },
    },
  });
});

test('atm is 404 for an unknown underlying and before the first price', async () => {
  const { app, engine } = createBackend();
  expect(await askJson(app, '/api/v2/options/atm/GOLD')).toEqual({
    status: 404,
    body: { detail: 'ATM strike not found for GOLD' },
  });
  engine.prices.entry('NIFTY').ltp = 0;
  expect(await askJson(app, '/api/v2/options/atm/NIFTY')).toMatchObject({
    status: 404,
    body: { detail: 'ATM strike not found for NIFTY: no price has arrived yet' },
  });
});

test('cache/stats has the seven documented counters', async () => {
  const { app } = createBackend();
  expect((await askJson(app, '/api/v2/options/cache/stats')).body).toEqual({
    status: 'success',
    data: STATS,
  });
});

test('asking about symbols adds none to the price table', async () => {
  const { app, engine } = createBackend();
  await ask(app, '/api/v2/options/atm/GOLD');
  await ask(app, '/api/v2/options/live?underlying=GOLD&expiry=2026-02-11');
  expect([...engine.prices.entries()].map((entry) => entry.symbol)).toEqual(['NIFTY']);
});

test('however many readers ask at once, by either path, the strikes are written once for each change', async () => {
  const { app, engine, chain } = createBackend();
  const { column, reads } = watched(chain.oi);
  engine.cache.put(Object.assign(chain, { oi: column }));
  const readers = (count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, reader) => {
        const { text } = await ask(app, reader % 2 === 0 ? LIVE : LIVE.replace('/api/v2', ''));
        return text;
      }),
    );
  const [alone] = await readers(1);
  const writtenOnce = reads();
  expect(writtenOnce).toBeGreaterThan(0);
  expect(new Set(await readers(40))).toEqual(new Set([alone]));
  expect(reads()).toBe(writtenOnce);
  for (const ltp of [235.05, 235.1]) {
    const before = reads();
    setLeg(chain, 23_000, 'CE', { ltp, bid: 231, ask: 240, source: 'feed' });
    const bodies = await readers(40);
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).toContain(`"ltp":${ltp},`);
    expect(reads() - before).toBeLessThan(writtenOnce);
    expect(reads() - before).toBeGreaterThan(0);
  }
});

/** The column, and how often a value of it was read. */
function watched(values: Float64Array): { readonly column: Float64Array; readonly reads: () => number } {
  let reads = 0;
  const column = new Proxy(values, {
    get(target, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads += 1;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { column, reads: () => reads };
}
