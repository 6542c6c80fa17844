import { z } from 'zod';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import { TRACED } from '#engine/verify/declared/trace-check.ts';
import type { HopSource, TraceDeclaration, TraceHop, Traced } from '#engine/verify/declared/trace-check.ts';
import { duration } from '../field-schemas.ts';
import { redisUrl } from './redis-schema.ts';
import { readingQuery, sqlUrl } from './sql-schema.ts';
import { isJsonPath } from './value-rule-schema.ts';
import { socketUrl } from './websocket-schema.ts';

const WITHIN_MS = 10_000;
const EVERY_MS = 100;

const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http or https URL' });

const LOOPBACK = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/;

const feed = z
  .strictObject({
    exchange: httpUrl.refine((url) => LOOPBACK.test(new URL(url).hostname), {
      error:
        'expected the URL of an exchange on this machine, as preopen serve prints it: the real one allows too few feed sockets to open one more',
    }),
    clientId: z.string().min(1),
    token: z.string().min(1),
  })
  .transform(({ token, ...rest }): HopSource => ({ kind: 'feed', ...rest, accessToken: token }));

const http = z
  .union([
    httpUrl.transform((url) => ({ url, headers: undefined })),
    z.strictObject({ url: httpUrl, headers: z.record(z.string(), z.string()).optional() }),
  ])
  .transform(({ url, headers }): HopSource => ({ kind: 'http', url, headers: headers ?? {} }));

const websocket = z
  .union([
    socketUrl.transform((url) => ({ url, headers: undefined, send: undefined })),
    z.strictObject({
      url: socketUrl,
      headers: z.record(z.string(), z.string()).optional(),
      send: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).optional(),
    }),
  ])
  .transform(({ url, headers, send }): HopSource => ({
    kind: 'websocket',
    url,
    headers: headers ?? {},
    send: (send ?? []).map((message) => (typeof message === 'string' ? message : JSON.stringify(message))),
  }));

const redis = z
  .strictObject({ url: redisUrl, channel: z.string().min(1) })
  .transform((written): HopSource => ({ kind: 'redis', ...written }));

const sql = z
  .strictObject({ url: sqlUrl, query: readingQuery })
  .transform((written): HopSource => ({ kind: 'sql', ...written }));

const page = httpUrl.transform((url): HopSource => ({ kind: 'page', url }));

const sources = {
  feed: feed.optional(),
  http: http.optional(),
  websocket: websocket.optional(),
  redis: redis.optional(),
  sql: sql.optional(),
  page: page.optional(),
};

const SOURCES = Object.keys(sources) as (keyof typeof sources)[];

const where = z.string().min(1).optional();

const hop = z
  .strictObject({
    name: z.string().min(1).optional(),
    underlying: where,
    leg: where,
    time: where,
    ...sources,
  })
  .refine((written) => SOURCES.filter((kind) => written[kind] !== undefined).length === 1, {
    error: `expected exactly one of ${SOURCES.join(', ')}: where the price is looked for`,
  })
  .refine(
    ({ feed: own, underlying, leg }) => own !== undefined || underlying !== undefined || leg !== undefined,
    { error: 'expected underlying or leg: where in it the price stands' },
  )
  .superRefine(({ underlying, leg, time, page: isPage }, context) => {
    for (const [key, text] of Object.entries({ underlying, leg, time }))
      if (isPage === undefined && text !== undefined && !isTracePath(text))
        context.addIssue({
          code: 'custom',
          path: [key],
          message: 'expected a JSON path (RFC 9535), such as $.prices.{underlying}',
        });
  })
  .transform(({ name, underlying, leg, time, ...written }): TraceHop => {
    const source = SOURCES.map((kind) => written[kind]).find((own) => own !== undefined)!;
    return { name: name ?? source.kind, source, underlying, leg, time };
  });

/** It may hold the names of the contract that is followed, such as `$.prices.{underlying}`. */
function isTracePath(text: string): boolean {
  return isJsonPath(text.replaceAll(/\{\w+\}/g, 'NAME'));
}

/** `trace`: the hops of a price, in order. */
export const traceDeclaration = z
  .strictObject({
    underlying: z.enum(UNDERLYINGS.map(({ symbol }) => symbol)),
    optionType: z.enum(['CE', 'PE']).default('CE'),
    within: duration.default(WITHIN_MS),
    every: duration.default(EVERY_MS),
    tolerance: z.number().min(0).default(0.001),
    hops: z.array(hop).min(2, 'expected at least two hops: a price goes from one to another'),
  })
  .refine(({ hops }) => new Set(hops.map(({ name }) => name)).size === hops.length, {
    path: ['hops'],
    error: 'expected hops with different names: the one that loses the price is told by its name',
  })
  .transform(({ within, every, ...written }): TraceDeclaration => ({
    kind: 'trace',
    ...written,
    withinMs: within,
    everyMs: every,
  }))
  .refine(({ hops }) => TRACED.some((subject) => hops.filter((each) => shows(each, subject)).length >= 2), {
    path: ['hops'],
    error:
      'expected two hops that show the underlying, or two that show the leg: a price goes from one to another',
  });

function shows(hop: TraceHop, subject: Traced): boolean {
  return hop.source.kind === 'feed' || hop[subject] !== undefined;
}
