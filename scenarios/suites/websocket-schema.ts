import { z } from 'zod';
import type { WebsocketDeclaration } from '#engine/verify/declared/websocket-check.ts';
import { duration } from '../field-schemas.ts';
import { jsonPath, jsonRules } from './value-rule-schema.ts';

const FIRST_WITHIN_MS = 10_000;

export const socketUrl = z.url({ protocol: /^wss?$/, error: 'expected a ws or wss URL' });

const rate = z
  .strictObject({ min: z.number().min(0).optional(), max: z.number().min(0).optional(), over: duration })
  .refine(({ min, max }) => min !== undefined || max !== undefined, {
    error: 'expected min or max, the messages a second',
  })
  .transform(({ over, ...range }) => ({ ...range, overMs: over }));

/** `websocket: URL` alone asks for a connection and a message within 10 s. */
export const websocketDeclaration = z
  .union([
    socketUrl.transform((url) => ({ url })),
    z.strictObject({
      url: socketUrl,
      headers: z.record(z.string(), z.string()).optional(),
      protocols: z.array(z.string().min(1)).optional(),
      send: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).optional(),
      expect: z
        .strictObject({
          first: duration.optional(),
          rate: rate.optional(),
          silence: duration.optional(),
          json: jsonRules.optional(),
          moves: z.record(jsonPath, duration).optional(),
          heartbeat: jsonRules.optional(),
          binary: z.int().min(1).optional(),
          open: duration.optional(),
        })
        .optional(),
    }),
  ])
  .transform((written): WebsocketDeclaration => {
    const { url, headers, protocols, send, expect } = { ...EMPTY, ...written };
    return {
      kind: 'websocket',
      url,
      headers: headers ?? {},
      protocols: protocols ?? [],
      send: (send ?? []).map((message) => (typeof message === 'string' ? message : JSON.stringify(message))),
      expect: {
        firstWithinMs: expect?.first ?? FIRST_WITHIN_MS,
        rate: expect?.rate,
        silenceMsMax: expect?.silence,
        json: expect?.json ?? new Map(),
        moves: new Map(Object.entries(expect?.moves ?? {})),
        heartbeat: expect?.heartbeat ?? new Map(),
        binaryMin: expect?.binary,
        openMs: expect?.open,
      },
    };
  });

const EMPTY = { headers: undefined, protocols: undefined, send: undefined, expect: undefined };
