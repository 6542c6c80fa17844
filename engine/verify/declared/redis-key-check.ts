import { ruleFinding } from './findings.ts';
import type { Finding } from './findings.ts';
import { ageMeasurement, judgeAge, spokenFreshness } from './freshness.ts';
import type { Freshness } from './freshness.ts';
import { redisCommand } from './redis-command.ts';
import type { ValueRule } from './value-rule.ts';

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

/** A key, what it must be and what it was; `serverMs` is the server's clock. */
export interface JudgedKey {
  readonly url: string;
  readonly name: string;
  readonly key: ExpectedKey;
  readonly facts: KeyFacts | undefined;
  readonly serverMs: number;
}

/** Everything the suite says of one key; its absence alone when it is not there. */
export function keyFindings({ url, name, key, facts, serverMs }: JudgedKey): Finding[] {
  const exists = facts !== undefined && facts.type !== 'none';
  const presence: Finding = {
    expected: key.exists ? `key ${name}` : `no key ${name}`,
    observed: exists ? `${name} is a ${facts.type}` : `no key ${name}`,
    isFault: exists !== key.exists,
    remedy: exists
      ? `See what it holds: ${redisCommand(url, ...(READ_BY_TYPE[facts.type] ?? ['TYPE']), name)}`
      : `See which keys there are: ${redisCommand(url, '--scan', '--pattern', `${name.replace(/[:.].*$/, '')}*`)}`,
  };
  if (!exists || !key.exists) return [presence];
  const remedy = `See what it holds: ${redisCommand(url, ...(READ_BY_TYPE[facts.type] ?? ['TYPE']), name)}`;
  return [
    presence,
    ...(key.value
      ? [ruleFinding(name, key.value, { values: facts.text === undefined ? [] : [facts.text], remedy })]
      : []),
    ...[...key.json].map(([path, rule]) =>
      ruleFinding(`${name} ${path}`, rule, { values: facts.valuesAt(path), remedy }),
    ),
    ...(key.ttl ? [ttlFinding({ url, name, ttl: key.ttl, seenS: facts.ttlS })] : []),
    ...(key.lengthMin === undefined ? [] : [lengthFinding({ name, min: key.lengthMin, facts, remedy })]),
    ...(key.fresh ? [entryFinding({ url, name, fresh: key.fresh, facts, serverMs })] : []),
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
  readonly url: string;
  readonly name: string;
  readonly ttl: NonNullable<ExpectedKey['ttl']>;
  readonly seenS: number | undefined;
}): Finding {
  const { url, name, ttl, seenS } = asked;
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
    remedy: `Have its writer set the expiry: ${redisCommand(url, 'TTL', name)}`,
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
  readonly url: string;
  readonly name: string;
  readonly fresh: Freshness;
  readonly facts: KeyFacts;
  readonly serverMs: number;
}): Finding {
  const { url, name, fresh, facts, serverMs } = asked;
  const expected = `the newest entry of ${name} ${spokenFreshness(fresh)}`;
  const remedy = `Restart what writes it, then: ${redisCommand(url, 'XREVRANGE', name, '+', '-', 'COUNT', '1')}`;
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
