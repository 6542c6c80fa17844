import { z } from 'zod';
import type { ExpectedMessage, RedisDeclaration } from '#engine/verify/declared/redis-check.ts';
import type { ExpectedKey } from '#engine/verify/declared/redis-key-check.ts';
import { duration } from '../field-schemas.ts';
import { freshness, whileOpen } from './freshness-schema.ts';
import { jsonRules, valueRule } from './value-rule-schema.ts';

/** Where a Redis server is. */
export const redisUrl = z
  .url({
    protocol: /^rediss?$/,
    error:
      'expected an address such as redis://127.0.0.1:6379 or rediss://user:${REDIS_PASSWORD}@host:6379/0; in a password, / is written %2F and @ %40',
  })
  .refine((text) => /^\/?\d*$/.test(URL.parse(text)?.pathname ?? ''), {
    error: 'expected nothing or a database number after the port; in a password, / is written %2F and @ %40',
  });

/** By name: at least so many. */
const counts = z.record(z.string().min(1), z.int().min(1));

const message = z
  .strictObject({
    channel: z.string().min(1),
    within: duration,
    json: jsonRules.default(new Map()),
    whileOpen: whileOpen.optional(),
  })
  .transform(({ within, ...rest }): ExpectedMessage => ({ ...rest, withinMs: within }));

const seconds = duration.transform((ms) => ms / 1000);

const key = z
  .strictObject({
    exists: z.boolean().default(true),
    value: valueRule.optional(),
    json: jsonRules.default(new Map()),
    ttl: z.strictObject({ min: seconds.optional(), max: seconds.optional() }).optional(),
    lengthMin: z.int().min(1).optional(),
    fresh: freshness.optional(),
  })
  .transform((written): ExpectedKey => written);

/** `redis: URL` alone asks for an answer. */
export const redisDeclaration = z
  .union([
    redisUrl.transform((address) => ({ url: address })),
    z.strictObject({
      url: redisUrl,
      subscribers: counts.optional(),
      channels: counts.optional(),
      messages: z.array(message).optional(),
      keys: z.record(z.string().min(1), key).optional(),
    }),
  ])
  .transform((written): RedisDeclaration => {
    const { url: address, subscribers, channels, messages, keys } = { ...EMPTY, ...written };
    return {
      kind: 'redis',
      url: address,
      subscribers: new Map(Object.entries(subscribers ?? {})),
      channels: new Map(Object.entries(channels ?? {})),
      messages: messages ?? [],
      keys: new Map(Object.entries(keys ?? {})),
    };
  });

const EMPTY = { subscribers: undefined, channels: undefined, messages: undefined, keys: undefined };
