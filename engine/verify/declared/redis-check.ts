import type { Exchange } from '../../market/instrument.ts';
import { sessionPhase } from '../../market/trading-session.ts';
import type { Judgement } from '../check.ts';
import { failed, notJudged } from '../judgement.ts';
import { counted, judgementOf, ruleFinding } from './findings.ts';
import type { Finding } from './findings.ts';
import { ageMeasurement, judgeAge, spokenFreshness } from './freshness.ts';
import type { Freshness } from './freshness.ts';
import { shellWord, shownUrl } from './shown-address.ts';
import type { ValueRule } from './value-rule.ts';

/** `redis` of a suite: that the server answers, and what it must hold. */
export interface RedisDeclaration {
  readonly kind: 'redis';
  readonly url: string;
  /** By channel: how many must listen, PUBSUB NUMSUB. Whoever subscribes by pattern is not counted there. */
  readonly subscribers: ReadonlyMap<string, number>;
  /** By pattern: how many channels must have a listener, PUBSUB CHANNELS. */
  readonly channels: ReadonlyMap<string, number>;
  readonly messages: readonly ExpectedMessage[];
  readonly keys: ReadonlyMap<string, ExpectedKey>;
}

/** A message that must be published on a channel; the first one is judged. */
export interface ExpectedMessage {
  readonly channel: string;
  readonly withinMs: number;
  /** By JSON path (RFC 9535). */
  readonly json: ReadonlyMap<string, ValueRule>;
  /** Not waited for while this exchange is closed. */
  readonly whileOpen?: Exchange | undefined;
}

/** What a key must be; a key that is not there breaks every part but `exists: false`. */
export interface ExpectedKey {
  readonly exists: boolean;
  /** Of a string's text. */
  readonly value?: ValueRule | undefined;
  /** By JSON path of a string's JSON, or of a hash as an object of texts. */
  readonly json: ReadonlyMap<string, ValueRule>;
  /** Seconds to live; a key that never expires breaks a maximum alone. */
  readonly ttl?: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
  /** At least so many members: of a list, set, sorted set, hash or stream. */
  readonly lengthMin?: number | undefined;
  /** Of a stream's newest entry, by its id and the server's clock. */
  readonly fresh?: Freshness | undefined;
}

/** What the server said. `refused`: it answered, but not to this user. */
export type RedisFacts =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'answered';
      readonly pingMs: number;
      readonly subscribers: ReadonlyMap<string, number>;
      readonly channels: ReadonlyMap<string, number>;
      /** By channel; a channel that stayed silent is absent. */
      readonly messages: ReadonlyMap<string, HeardMessage>;
      readonly keys: ReadonlyMap<string, KeyFacts>;
      /** The server's clock, epoch ms. */
      readonly serverMs: number;
    };

/** The first message on a channel after we began to listen. */
export interface HeardMessage {
  readonly afterMs: number;
  readonly text: string;
  readonly valuesAt: (path: string) => readonly unknown[];
}

/** What stands behind a key. */
export interface KeyFacts {
  /** `none` without the key; otherwise as TYPE says it. */
  readonly type: string;
  /** Of a string. */
  readonly text: string | undefined;
  readonly valuesAt: (path: string) => readonly unknown[];
  /** Undefined when it never expires. */
  readonly ttlS: number | undefined;
  /** Members of what has members. */
  readonly length: number | undefined;
  /** Of a stream that is not empty, epoch ms. */
  readonly newestEntryMs: number | undefined;
}

/** Reads what a declaration asks for. Rejects with ProbeUnreachable when the server does not answer. */
export interface RedisProbe {
  readonly nowMs: () => number;
  readonly read: (declaration: RedisDeclaration) => Promise<RedisFacts>;
}

/** Asks the server once and judges everything the suite says of it. */
export async function judgeRedis(declaration: RedisDeclaration, probe: RedisProbe): Promise<Judgement> {
  const nowMs = probe.nowMs();
  const isAwaited = ({ whileOpen }: ExpectedMessage): boolean =>
    whileOpen === undefined || sessionPhase(whileOpen, nowMs).phase === 'open';
  const awaited = { ...declaration, messages: declaration.messages.filter(isAwaited) };
  const notAwaited = declaration.messages.filter((message) => !isAwaited(message));
  const facts = await probe.read(awaited);
  if (facts.kind === 'refused')
    return failed(
      `${shownUrl(declaration.url)} lets us in`,
      `it refused: ${facts.reason}`,
      `Try the login: REDISCLI_AUTH=YOUR_PASSWORD ${command(declaration, 'PING')}. Then correct the user and the password in the url.`,
    );
  const asksMore =
    awaited.messages.length +
      declaration.subscribers.size +
      declaration.channels.size +
      declaration.keys.size >
    0;
  if (!asksMore && notAwaited.length > 0) return closedMarket(notAwaited[0]!, nowMs);
  return judgementOf([
    answersFinding(declaration, facts.pingMs),
    ...[...declaration.subscribers].map(([channel, min]) =>
      subscriberFinding(declaration, { channel, min, seen: facts.subscribers.get(channel) ?? 0 }),
    ),
    ...[...declaration.channels].map(([pattern, min]) =>
      channelFinding(declaration, { pattern, min, seen: facts.channels.get(pattern) ?? 0 }),
    ),
    ...awaited.messages.flatMap((message) =>
      messageFindings(declaration, message, facts.messages.get(message.channel)),
    ),
    ...[...declaration.keys].flatMap(([name, key]) =>
      keyFindings({ declaration, name, key, facts: facts.keys.get(name), serverMs: facts.serverMs }),
    ),
  ]);
}

function closedMarket({ channel, whileOpen }: ExpectedMessage, nowMs: number): Judgement {
  return notJudged(
    `a message on ${channel} while ${whileOpen} is open`,
    `not waited for: ${whileOpen} is ${sessionPhase(whileOpen!, nowMs).reason}`,
  );
}

function answersFinding({ url }: RedisDeclaration, pingMs: number): Finding {
  return {
    expected: `${shownUrl(url)} answers`,
    observed: `PONG in ${Math.round(pingMs)} ms`,
    isFault: false,
    measurement: { name: 'ping', value: pingMs, unit: 'ms' },
  };
}

function subscriberFinding(
  declaration: RedisDeclaration,
  { channel, min, seen }: { readonly channel: string; readonly min: number; readonly seen: number },
): Finding {
  return {
    expected: `at least ${counted(min, 'subscriber')} of ${channel}`,
    observed: `${channel} has ${counted(seen, 'subscriber')}`,
    isFault: seen < min,
    remedy:
      `Start what should listen there, then: ${command(declaration, 'PUBSUB', 'NUMSUB', channel)}. ` +
      `Subscriptions by pattern do not count there: ${command(declaration, 'PUBSUB', 'NUMPAT')}`,
    measurement: {
      name: `subscribers ${channel}`,
      value: seen,
      unit: 'count',
      limit: { kind: 'min', value: min },
    },
  };
}

function channelFinding(
  declaration: RedisDeclaration,
  { pattern, min, seen }: { readonly pattern: string; readonly min: number; readonly seen: number },
): Finding {
  return {
    expected: `at least ${counted(min, 'channel')} with listeners like ${pattern}`,
    observed: `${counted(seen, 'channel')} like ${pattern}`,
    isFault: seen < min,
    remedy: `See which are listened to: ${command(declaration, 'PUBSUB', 'CHANNELS', pattern)}`,
    measurement: {
      name: `channels ${pattern}`,
      value: seen,
      unit: 'count',
      limit: { kind: 'min', value: min },
    },
  };
}

function messageFindings(
  declaration: RedisDeclaration,
  { channel, withinMs, json }: ExpectedMessage,
  heard: HeardMessage | undefined,
): Finding[] {
  const limit = { kind: 'max' as const, value: withinMs };
  const expected = `a message on ${channel} within ${withinMs} ms`;
  const remedy = `Listen yourself: ${command(declaration, 'SUBSCRIBE', channel)}`;
  if (!heard)
    return [
      {
        expected,
        observed: `${channel} was silent for ${withinMs} ms: the server answers, but nobody publishes there`,
        isFault: true,
        remedy: `Start or restart what publishes there. ${remedy}`,
      },
    ];
  const measurement = { name: `first message ${channel}`, value: heard.afterMs, unit: 'ms' as const, limit };
  return [
    {
      expected,
      observed: `a message on ${channel} after ${Math.round(heard.afterMs)} ms`,
      isFault: false,
      measurement,
    },
    ...[...json].map(([path, rule]) =>
      ruleFinding(`${channel} ${path}`, rule, { values: heard.valuesAt(path), remedy }),
    ),
  ];
}

interface JudgedKey {
  readonly declaration: RedisDeclaration;
  readonly name: string;
  readonly key: ExpectedKey;
  readonly facts: KeyFacts | undefined;
  readonly serverMs: number;
}

function keyFindings({ declaration, name, key, facts, serverMs }: JudgedKey): Finding[] {
  const exists = facts !== undefined && facts.type !== 'none';
  const presence: Finding = {
    expected: key.exists ? `key ${name}` : `no key ${name}`,
    observed: exists ? `${name} is a ${facts.type}` : `no key ${name}`,
    isFault: exists !== key.exists,
    remedy: exists
      ? `See what it holds: ${command(declaration, ...(READ_BY_TYPE[facts.type] ?? ['TYPE']), name)}`
      : `See which keys there are: ${command(declaration, '--scan', '--pattern', `${name.replace(/[:.].*$/, '')}*`)}`,
  };
  if (!exists || !key.exists) return [presence];
  const remedy = `See what it holds: ${command(declaration, ...(READ_BY_TYPE[facts.type] ?? ['TYPE']), name)}`;
  return [
    presence,
    ...(key.value
      ? [ruleFinding(name, key.value, { values: facts.text === undefined ? [] : [facts.text], remedy })]
      : []),
    ...[...key.json].map(([path, rule]) =>
      ruleFinding(`${name} ${path}`, rule, { values: facts.valuesAt(path), remedy }),
    ),
    ...(key.ttl ? [ttlFinding({ declaration, name, ttl: key.ttl, seenS: facts.ttlS })] : []),
    ...(key.lengthMin === undefined ? [] : [lengthFinding({ name, min: key.lengthMin, facts, remedy })]),
    ...(key.fresh ? [entryFinding({ declaration, name, fresh: key.fresh, facts, serverMs })] : []),
  ];
}

const READ_BY_TYPE: Readonly<Record<string, readonly string[]>> = {
  string: ['GET'],
  hash: ['HGETALL'],
  list: ['LLEN'],
  set: ['SCARD'],
  zset: ['ZCARD'],
  stream: ['XINFO', 'STREAM'],
};

function ttlFinding(asked: {
  readonly declaration: RedisDeclaration;
  readonly name: string;
  readonly ttl: NonNullable<ExpectedKey['ttl']>;
  readonly seenS: number | undefined;
}): Finding {
  const { declaration, name, ttl, seenS } = asked;
  const { min, max } = ttl;
  const isShort = min !== undefined && seenS !== undefined && seenS < min;
  const isLong = max !== undefined && (seenS === undefined || seenS > max);
  const bounds = [
    ...(min === undefined ? [] : [`at least ${min} s`]),
    ...(max === undefined ? [] : [`at most ${max} s`]),
  ];
  return {
    expected: `${name} to live ${bounds.join(' and ')}`,
    observed: seenS === undefined ? `${name} never expires` : `${name} lives for ${seenS} s`,
    isFault: isShort || isLong,
    remedy: `Have its writer set the expiry: ${command(declaration, 'TTL', name)}`,
    ...(seenS === undefined
      ? {}
      : { measurement: { name: `ttl ${name}`, value: seenS, unit: 's' as const } }),
  };
}

function lengthFinding(asked: {
  readonly name: string;
  readonly min: number;
  readonly facts: KeyFacts;
  readonly remedy: string;
}): Finding {
  const { name, min, facts, remedy } = asked;
  const { length, type } = facts;
  return {
    expected: `at least ${min} in ${name}`,
    observed: length === undefined ? `${name} is a ${type}, which has no members` : `${length} in ${name}`,
    isFault: length === undefined || length < min,
    remedy,
    ...(length === undefined
      ? {}
      : {
          measurement: {
            name: `length ${name}`,
            value: length,
            unit: 'count' as const,
            limit: { kind: 'min' as const, value: min },
          },
        }),
  };
}

function entryFinding(asked: {
  readonly declaration: RedisDeclaration;
  readonly name: string;
  readonly fresh: Freshness;
  readonly facts: KeyFacts;
  readonly serverMs: number;
}): Finding {
  const { declaration, name, fresh, facts, serverMs } = asked;
  const expected = `the newest entry of ${name} ${spokenFreshness(fresh)}`;
  const remedy = `Restart what writes it, then: ${command(declaration, 'XREVRANGE', name, '+', '-', 'COUNT', '1')}`;
  if (facts.newestEntryMs === undefined)
    return {
      expected,
      observed: facts.type === 'stream' ? `${name} is empty` : `${name} is a ${facts.type}, not a stream`,
      isFault: true,
      remedy,
    };
  const age = judgeAge(fresh, facts.newestEntryMs, serverMs);
  return {
    expected,
    observed: `${name}: ${age.fault ?? age.spoken}`,
    isFault: age.fault !== undefined,
    remedy,
    measurement: ageMeasurement(`age ${name}`, age, fresh),
  };
}

function command({ url }: RedisDeclaration, ...words: readonly string[]): string {
  return ['redis-cli', '-u', shownUrl(url), ...words].map(shellWord).join(' ');
}
