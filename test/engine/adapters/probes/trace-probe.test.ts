import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { createSqlProbe } from '#engine/adapters/probes/sql-probe.ts';
import { createTraceProbe } from '#engine/adapters/probes/trace-probe.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeTrace } from '#engine/verify/declared/trace-check.ts';
import { traceDeclaration } from '#scenarios/suites/trace-schema.ts';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { redisClient, redisUrl, uniqueName } from '#test/support/services.ts';
import { saying, serveSocket } from '#test/support/socket-server.ts';

const probe = createTraceProbe({
  http: createUndiciTransport(),
  clock: new SystemClock(),
  monotonicMs: () => performance.now(),
  sql: createSqlProbe(new SystemClock()),
});

/** A price that moves by one every 100 ms. */
const priceNow = (): number => Math.floor(performance.now() / 100);

async function servePrices(
  priceOf: () => number | string,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((_request, response) => {
    const price = priceOf();
    const status = typeof price === 'string' ? 500 : 200;
    response
      .writeHead(status)
      .end(JSON.stringify({ prices: { NIFTY: price }, at: new Date().toISOString() }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const pushed = saying(30, (client) => client.send(JSON.stringify({ ltp: { NIFTY: priceNow() } })));

async function traced(hops: readonly object[]): Promise<Judgement> {
  return judgeTrace(
    traceDeclaration.parse({ underlying: 'NIFTY', within: '1s', every: '10ms', hops }),
    probe,
  );
}

test('a price is followed from a socket through an API, with its lag and the exchange age at each', async () => {
  await using socket = await serveSocket({ serve: pushed });
  await using api = await servePrices(priceNow);
  const judgement = await traced([
    { websocket: socket.url, underlying: '$.ltp.{underlying}' },
    { name: 'api', http: api.url, underlying: '$.prices.NIFTY', time: '$.at' },
  ]);
  expect(judgement).toMatchObject({ status: 'pass' });
  expect(judgement.observed).toMatch(/^NIFTY: websocket \d+ \(\+0 ms\) -> api \d+ \(\+\d+ ms\)$/);
  expect(judgement.evidence).toMatch(/api +\d+ +\+\d+ ms +-?\d+ ms +seen/);
});

test('a hop that is frozen, broken or not there is named', async () => {
  await using socket = await serveSocket({ serve: pushed });
  await using frozen = await servePrices(() => 5);
  await using broken = await servePrices(() => 'oops');
  const gone = await servePrices(priceNow);
  await gone[Symbol.asyncDispose]();
  const source = { name: 'source', websocket: socket.url, underlying: '$.ltp.NIFTY' };
  const at = (name: string, url: string): object => ({ name, http: url, underlying: '$.prices.NIFTY' });
  const judgements = await Promise.all([
    traced([source, at('frozen', frozen.url)]),
    traced([source, at('broken', broken.url)]),
    traced([source, at('gone', gone.url)]),
  ]);
  expect(judgements.map(({ observed }) => observed)).toEqual([
    expect.stringMatching(
      /^NIFTY was lost at frozen, after source \(\d+ there\): it shows another price: 5,/,
    ),
    expect.stringMatching(/^NIFTY was lost at broken, after source \(\d+ there\): HTTP 500/),
    expect.stringMatching(
      /^NIFTY was lost at gone, after source \(\d+ there\): GET .* expected an answer, was none/,
    ),
  ]);
});

test('a socket hop that is refused is named, and a first hop that is not there is unreachable', async () => {
  await using api = await servePrices(priceNow);
  await using closed = await serveSocket({ serve: pushed, admits: () => false });
  const source = { name: 'api', http: api.url, underlying: '$.prices.NIFTY' };
  const judgement = await traced([source, { websocket: closed.url, underlying: '$.ltp.NIFTY' }]);
  expect(judgement.observed).toContain('was lost at websocket, after api');
  expect(judgement.observed).toContain('the socket cannot be opened (Unexpected server response: 401)');
  const gone = await servePrices(priceNow);
  await gone[Symbol.asyncDispose]();
  const nowhere = { name: 'gone', http: gone.url, underlying: '$.prices.NIFTY' };
  await expect(traced([nowhere, source])).rejects.toThrow(ProbeUnreachable);
});

test('a price is followed into a database, and a table that nobody writes any more is named', async () => {
  const file = join(emptyFolder(), 'ticks.db');
  using database = new DatabaseSync(file, { timeout: 5000 });
  database.exec('CREATE TABLE ticks (symbol TEXT, ltp REAL); CREATE TABLE stale (symbol TEXT, ltp REAL)');
  database.exec(`INSERT INTO stale VALUES ('NIFTY', ${priceNow()})`);
  const insert = database.prepare('INSERT INTO ticks VALUES (?, ?)');
  const writer = setInterval(() => insert.run('NIFTY', priceNow()), 20);
  await using socket = await serveSocket({ serve: pushed });
  const rowsOf = (table: string): object => ({
    name: table,
    sql: {
      url: `sqlite:${file}`,
      query: `SELECT ltp FROM ${table} WHERE symbol = '{underlying}' ORDER BY rowid DESC LIMIT 1`,
    },
    underlying: '$[0].ltp',
  });
  const source = { name: 'source', websocket: socket.url, underlying: '$.ltp.NIFTY' };
  const judgement = await traced([source, rowsOf('ticks'), rowsOf('stale')]);
  clearInterval(writer);
  expect(judgement.observed).toMatch(/^NIFTY was lost at stale, after ticks \(\d+ there\): /);
});

test('a price is followed over a Redis channel, and a channel that is silent is named', async (context) => {
  const url = await redisUrl(context);
  const client = await redisClient(url);
  const channel = uniqueName('ticks');
  const publisher = setInterval(() => void client.publish(channel, JSON.stringify({ ltp: priceNow() })), 20);
  await using socket = await serveSocket({ serve: pushed });
  const source = { name: 'source', websocket: socket.url, underlying: '$.ltp.NIFTY' };
  const bus = { name: 'bus', redis: { url, channel }, underlying: '$.ltp' };
  const silent = { name: 'silent', redis: { url, channel: uniqueName('silent') }, underlying: '$.ltp' };
  const judgement = await traced([source, bus, silent]);
  clearInterval(publisher);
  await client.close();
  expect(judgement.observed).toMatch(
    /^NIFTY was lost at silent, after bus \(\d+ there\): no price came in 1 s$/,
  );
});

const REFUSED: readonly (readonly [object, string])[] = [
  [
    {
      hops: [
        { name: 'a', http: 'http://127.0.0.1:1/', underlying: '$.a' },
        { name: 'b', http: 'http://127.0.0.1:1/', leg: '$.a' },
      ],
    },
    'expected two hops that show the underlying, or two that show the leg',
  ],
  [{ hops: [{ http: 'http://127.0.0.1:1/', underlying: '$.a' }] }, 'expected at least two hops'],
  [
    {
      hops: [
        { http: 'http://127.0.0.1:1/', underlying: '$.a' },
        { http: 'http://127.0.0.1:1/', underlying: '$.a' },
      ],
    },
    'expected hops with different names',
  ],
  [
    { hops: [{ http: 'http://127.0.0.1:1/' }, { name: 'b' }] },
    'expected exactly one of feed, http, websocket, redis, sql',
  ],
  [
    { hops: [{ feed: { exchange: 'https://api.dhan.co', clientId: '1', token: 'a' } }] },
    'expected the URL of an exchange on this machine',
  ],
];

test.each(REFUSED)('%o is refused', (written, words) => {
  const result = traceDeclaration.safeParse({ underlying: 'NIFTY', ...written });
  expect(JSON.stringify(result.error?.issues)).toContain(words);
});
