import type { Hono } from 'hono';
import { z } from 'zod';
import type { ClientEvent } from '#engine/behaviour/client-event.ts';
import { istIso } from '#engine/market/ist-time.ts';
import type { JournalEntry } from '../journal/exchange-journal.ts';
import type { ControlledExchange } from '../served-exchange.ts';

/** Entries of one answer. */
const ENTRIES_PER_ANSWER_MAX = 1000;

const KINDS = [
  'request',
  'refused',
  'connected',
  'disconnected',
  'subscribed',
  'unsubscribed',
  'postback',
  'fault',
] as const satisfies readonly ClientEvent['kind'][];

/**
 * `GET /journal?after=N&kind=request,connected&clientId=...`: what clients did and what became of it, oldest first, at most
 * ENTRIES_PER_ANSWER_MAX entries. `next` is what to send as `after` for those that follow. Errors: 400 JSON for a query that is none.
 */
export function addJournalRoute(app: Hono, exchange: Pick<ControlledExchange, 'journal'>): void {
  app.get('/journal', (context) => {
    const query = JournalQuerySchema.safeParse(context.req.query()).data;
    if (!query) return context.json({ error: NO_QUERY }, 400);
    const { after, kind, clientId } = query;
    const entries = exchange.journal
      .after(after, kind && new Set(kind))
      .filter(({ event }) => clientId === undefined || ('clientId' in event && event.clientId === clientId))
      .slice(0, ENTRIES_PER_ANSWER_MAX);
    return context.json({ entries: entries.map(shown), next: entries.at(-1)?.number ?? after });
  });
}

/** What `GET /journal` takes. */
export const JournalQuerySchema = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  kind: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(KINDS)))
    .optional(),
  clientId: z.string().optional(),
});

const NO_QUERY = `control port: expected /journal?after=NUMBER&kind=${KINDS.join(',')}&clientId=..., each of them optional.`;

function shown({ number, event: { atMs, ...event } }: JournalEntry): object {
  return { number, at: istIso(atMs), ...event };
}
