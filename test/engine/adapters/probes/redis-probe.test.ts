import { expect, onTestFinished, test } from 'vitest';
import type { TestContext } from 'vitest';
import { createRedisProbe } from '#engine/adapters/probes/redis-probe.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { judgeRedis } from '#engine/verify/declared/redis-check.ts';
import type { RedisDeclaration } from '#engine/verify/declared/redis-check.ts';
import type { ExpectedKey } from '#engine/verify/declared/redis-key-check.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { freePort, ownRedis, redisClient, redisUrl, uniqueName } from '#test/support/services.ts';

const PASSWORD = 'redis-secret-of-the-test';

function declared(url: string, asked: Partial<RedisDeclaration> = {}): RedisDeclaration {
  return {
    kind: 'redis',
    url,
    subscribers: new Map(),
    channels: new Map(),
    messages: [],
    keys: new Map(),
    ...asked,
  };
}

function judge(declaration: RedisDeclaration): Promise<Judgement> {
  return judgeRedis(declaration, createRedisProbe(new SystemClock()));
}

/** The reachable server, a client of it and a prefix that no other test uses; what lies under it is removed. */
async function shared(context: TestContext) {
  const url = await redisUrl(context);
  const client = await redisClient(url);
  const prefix = uniqueName('preopen');
  onTestFinished(async () => {
    const keys = await client.keys(`${prefix}*`);
    if (keys.length > 0) await client.del(keys);
    client.destroy();
  });
  return { url, client, prefix };
}

function publishing(client: Awaited<ReturnType<typeof redisClient>>, channel: string, text: string): void {
  const timer = setInterval(() => void client.publish(channel, text).catch(() => undefined), 20);
  onTestFinished(() => clearInterval(timer));
}

test('a server that answers passes, with the time its answer took', async (context) => {
  const judgement = await judge(declared(await redisUrl(context)));
  expect(judgement).toMatchObject({ status: 'pass', measurements: [{ name: 'ping', unit: 'ms' }] });
});

test('subscribers and channels are counted', async (context) => {
  const { url, client, prefix } = await shared(context);
  const listener = await redisClient(url);
  onTestFinished(() => listener.destroy());
  await listener.subscribe([`${prefix}:NIFTY`, `${prefix}:BANKNIFTY`], () => undefined);
  expect(client.isReady).toBe(true);
  const asked = (subscribers: number, channels: number): RedisDeclaration =>
    declared(url, {
      subscribers: new Map([[`${prefix}:NIFTY`, subscribers]]),
      channels: new Map([[`${prefix}:*`, channels]]),
    });
  expect(await judge(asked(1, 2))).toMatchObject({ status: 'pass' });
  const judgement = await judge(asked(2, 3));
  expect(judgement).toMatchObject({ status: 'fail' });
  expect(judgement.observed).toBe(`${prefix}:NIFTY has 1 subscriber, 2 channels like ${prefix}:*`);
  expect(judgement.remedy).toContain(`redis-cli -u ${url} PUBSUB NUMSUB ${prefix}:NIFTY`);
  expect(judgement.measurements).toContainEqual({
    name: `subscribers ${prefix}:NIFTY`,
    value: 1,
    unit: 'count',
    limit: { kind: 'min', value: 2 },
  });
});

test('a check that waits for a message is no subscriber to one that counts them', async (context) => {
  await using server = await ownRedis(context);
  const url = `redis://127.0.0.1:${server.port}`;
  const observer = await redisClient(url);
  onTestFinished(() => observer.destroy());
  const waiting = judge(
    declared(url, { messages: [{ channel: 'ticks', withinMs: 20_000, json: new Map() }] }),
  );
  while ((await observer.sendCommand<number>(['PUBSUB', 'NUMPAT'])) === 0);
  const counting = await judge(
    declared(url, { subscribers: new Map([['ticks', 1]]), channels: new Map([['*', 1]]) }),
  );
  expect(counting.observed).toBe('ticks has 0 subscribers, 0 channels like *');
  await observer.publish('ticks', 'any');
  expect(await waiting).toMatchObject({ status: 'pass' });
});

test('the first message on a channel is judged by its JSON, a silent channel fails', async (context) => {
  const { url, client, prefix } = await shared(context);
  const channel = `${prefix}:ticks[1]*`;
  publishing(client, channel, JSON.stringify({ symbol: 'NIFTY', ltp: 25_642.8 }));
  publishing(client, `${prefix}:ticks1x`, JSON.stringify({ symbol: 'OTHER', ltp: 1 }));
  const asked = (json: [string, { equals?: string; min?: number }][]): RedisDeclaration =>
    declared(url, { messages: [{ channel, withinMs: 5000, json: new Map(json) }] });
  const kept = await judge(
    asked([
      ['$.symbol', { equals: 'NIFTY' }],
      ['$.ltp', { min: 1 }],
    ]),
  );
  expect(kept).toMatchObject({ status: 'pass' });
  expect(kept.measurements).toContainEqual(
    expect.objectContaining({
      name: `first message ${channel}`,
      unit: 'ms',
      limit: { kind: 'max', value: 5000 },
    }),
  );
  const broken = await judge(
    asked([
      ['$.ltp', { min: 30_000 }],
      ['$.oi', { min: 0 }],
    ]),
  );
  expect(broken.observed).toBe(`${channel} $.ltp was 25642.8, ${channel} $.oi no value`);
  const silent = `${prefix}:nobody`;
  const mute = await judge(
    declared(url, { messages: [{ channel: silent, withinMs: 100, json: new Map() }] }),
  );
  expect(mute).toMatchObject({ status: 'fail', remedy: expect.stringContaining(`SUBSCRIBE ${silent}`) });
  expect(mute.observed).toContain(`${silent} was silent for 100 ms`);
});

test('a message is not waited for while the market is closed', async (context) => {
  const url = await redisUrl(context);
  const sunday = new VirtualClock(istToEpochMs('2026-03-01', '10:00'));
  const message = { channel: 'ticks:NIFTY', withinMs: 60_000, json: new Map(), whileOpen: 'NSE' as const };
  const judgement = await judgeRedis(declared(url, { messages: [message] }), createRedisProbe(sunday));
  expect(judgement).toMatchObject({
    status: 'skip',
    observed: 'not waited for: NSE is closed: weekend, Sunday',
  });
});

test('keys are judged by presence, value, JSON, life, length and age', async (context) => {
  const { url, client, prefix } = await shared(context);
  await client.set(`${prefix}:chain`, JSON.stringify({ legs: [1, 2, 3] }), {
    expiration: { type: 'EX', value: 60 },
  });
  await client.hSet(`${prefix}:quote`, { ltp: '25642.8' });
  await client.rPush(`${prefix}:list`, ['a', 'b']);
  await client.xAdd(`${prefix}:ticks`, '*', { ltp: '1' });
  await client.xAdd(`${prefix}:old`, '1772163900000-0', { ltp: '1' });
  const fresh = { ageMsMax: 60_000, zone: 'UTC' as const };
  const none: ExpectedKey = { exists: true, json: new Map() };
  const kept = await judge(
    declared(url, {
      keys: new Map<string, ExpectedKey>([
        [
          `${prefix}:chain`,
          {
            ...none,
            value: { matches: 'legs' },
            json: new Map([['$.legs[*]', { minCount: 3 }]]),
            ttl: { min: 1, max: 60 },
          },
        ],
        [`${prefix}:quote`, { ...none, json: new Map([['$.ltp', { min: 1 }]]), lengthMin: 1 }],
        [`${prefix}:list`, { ...none, lengthMin: 2 }],
        [`${prefix}:ticks`, { ...none, fresh, lengthMin: 1 }],
        [`${prefix}:none`, { ...none, exists: false }],
      ]),
    }),
  );
  expect(kept).toMatchObject({ status: 'pass' });
  const broken = await judge(
    declared(url, {
      keys: new Map<string, ExpectedKey>([
        [`${prefix}:chain`, { ...none, ttl: { min: 3600 } }],
        [`${prefix}:quote`, { ...none, ttl: { max: 60 }, exists: true }],
        [`${prefix}:list`, { ...none, lengthMin: 3 }],
        [`${prefix}:old`, { ...none, fresh }],
        [`${prefix}:none`, none],
      ]),
    }),
  );
  expect(broken.status).toBe('fail');
  for (const words of [
    `${prefix}:chain lives for 60 s`,
    `${prefix}:quote never expires`,
    `2 in ${prefix}:list`,
    `${prefix}:old: newest 2026-02-27T09:15:00.000+05:30`,
    `no key ${prefix}:none`,
  ])
    expect(broken.observed).toContain(words);
});

test('a wrong password fails with the way to try the login, and is told nowhere', async (context) => {
  await using server = await ownRedis(context, PASSWORD);
  const right = await judge(declared(`redis://:${PASSWORD}@127.0.0.1:${server.port}`));
  expect(right.status).toBe('pass');
  for (const url of [
    `redis://:${PASSWORD}-wrong@127.0.0.1:${server.port}`,
    `redis://127.0.0.1:${server.port}`,
  ]) {
    const judgement = await judge(declared(url));
    expect(judgement).toMatchObject({ status: 'fail', observed: expect.stringMatching(/WRONGPASS|NOAUTH/) });
    expect(judgement.remedy).toContain('REDISCLI_AUTH=YOUR_PASSWORD redis-cli');
    expect(JSON.stringify(judgement)).not.toContain(PASSWORD);
  }
});

test('a server that was stopped, or never stood there, is unreachable', async (context) => {
  const server = await ownRedis(context);
  const declaration = declared(`redis://:${PASSWORD}@127.0.0.1:${server.port}`);
  await server.stop();
  for (const asked of [declaration, declared(`redis://127.0.0.1:${await freePort()}`)]) {
    const error: unknown = await judge(asked).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProbeUnreachable);
    expect(String(error)).toContain('ECONNREFUSED');
    expect((error as ProbeUnreachable).remedy).toMatch(/redis-cli -u redis:\/\/127\.0\.0\.1:\d+ PING/);
    expect(String(error)).not.toContain(PASSWORD);
  }
});

test('a server that stops while its message is awaited is unreachable', async (context) => {
  const server = await ownRedis(context);
  const url = `redis://127.0.0.1:${server.port}`;
  const observer = await redisClient(url);
  const judged = judge(
    declared(url, { messages: [{ channel: 'ticks', withinMs: 20_000, json: new Map() }] }),
  ).catch((caught: unknown) => caught);
  while ((await observer.sendCommand<number>(['PUBSUB', 'NUMPAT'])) === 0);
  observer.destroy();
  await server.stop();
  expect(await judged).toBeInstanceOf(ProbeUnreachable);
});
