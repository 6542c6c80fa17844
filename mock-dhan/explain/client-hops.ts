import type { ClientEvent } from '#engine/behaviour/client-event.ts';
import { istTimeOfDay } from '#engine/market/ist-time.ts';
import type { FeedSession, InstrumentDelivery } from '../feed/feed-session.ts';
import type { ExplainedExchange } from './explained-exchange.ts';
import { lost, passed } from './explanation.ts';
import type { Hop } from './explanation.ts';

/** Whether the exchange knows the client. */
export function clientHop({ accounts, clock }: ExplainedExchange, clientId: string): Hop {
  const account = accounts.find(clientId);
  if (!account) {
    const known = accounts.all.map((each) => each.clientId).join(', ');
    return lost('client', `no account has this client id; expected one of ${known}`);
  }
  const isDead = clock.nowMs() >= account.expiresAtMs;
  const token = isDead
    ? 'its token has expired'
    : `its token lives until ${istTimeOfDay(account.expiresAtMs)}`;
  return passed('client', account.dataPlan === 'Active' ? token : `${token}, and it has no data plan`);
}

/** Whether it holds a connection of the live feed over which anything is sent. */
export function connectionHop(exchange: ExplainedExchange, clientId: string): Hop {
  const sessions = exchange.feed.sessions(clientId);
  const open = sessions.filter(({ state }) => state === 'open');
  if (open.length > 0) {
    const since = open.map(({ connectedAtMs }) => istTimeOfDay(connectedAtMs)).join(', ');
    return passed('connection', `${open.length} open on the live feed, since ${since}`);
  }
  const [silent] = sessions;
  if (silent)
    return lost(
      'connection',
      `the exchange has fallen silent on it (${silent.state}), as a planned fault wants`,
    );
  return lost('connection', lastWordOf(exchange, clientId));
}

function lastWordOf({ journal }: ExplainedExchange, clientId: string): string {
  const last = journal
    .after(0, new Set(['refused', 'disconnected'] as const))
    .map(({ event }) => event)
    .findLast((event) => isOnLiveFeed(event, clientId));
  if (last?.kind === 'refused')
    return `its last connect was refused with HTTP ${last.status} at ${istTimeOfDay(last.atMs)}`;
  if (last?.kind !== 'disconnected') return 'it has not connected to the live feed';
  const at = istTimeOfDay(last.atMs);
  return last.by === 'client' ? `it left at ${at}` : `the exchange ended it at ${at}: ${last.reason}`;
}

function isOnLiveFeed(event: ClientEvent, clientId: string): boolean {
  return 'feed' in event && event.feed === 'live' && event.clientId === clientId;
}

/** The open session that carries the instrument, the newest if several do. */
export interface CarryingSession {
  readonly hop: Hop;
  readonly session?: FeedSession;
  readonly delivery?: InstrumentDelivery;
}

/** `name` and `index`: the instrument's, on the wire and on the board. */
export function subscriptionHop(
  exchange: ExplainedExchange,
  wish: { readonly clientId: string; readonly name: string; readonly index: number },
): CarryingSession {
  const sessions = exchange.feed.sessions(wish.clientId).filter(({ state }) => state === 'open');
  const session = sessions.findLast((each) => each.deliveryOf(wish.index) !== undefined);
  const delivery = session?.deliveryOf(wish.index);
  if (!session || !delivery) return { hop: lost('subscription', whyUnsubscribed(exchange, sessions, wish)) };
  const said = `subscribed in ${delivery.modes.join(' and ')} mode since ${istTimeOfDay(delivery.sinceMs)}`;
  return { hop: passed('subscription', said), session, delivery };
}

function whyUnsubscribed(
  { journal }: ExplainedExchange,
  sessions: readonly FeedSession[],
  { clientId, name }: { readonly clientId: string; readonly name: string },
): string {
  const last = journal
    .after(0, new Set(['subscribed', 'unsubscribed'] as const))
    .map(({ event }) => event)
    .findLast(
      (event) => isOnLiveFeed(event, clientId) && 'instruments' in event && event.instruments.includes(name),
    );
  if (last?.kind === 'unsubscribed') return `it was unsubscribed at ${istTimeOfDay(last.atMs)}`;
  if (last)
    return `a connection that has ended since was subscribed at ${istTimeOfDay(last.atMs)}, and none was afterwards`;
  const carried = sessions.reduce((sum, { instrumentCount }) => sum + instrumentCount, 0);
  return [
    `it was never asked for, ${carried} other instruments are carried`,
    ...mistakesIn(sessions, name),
  ].join('; ');
}

/** What the sessions asked for in vain, as far as it may have meant this instrument. */
function mistakesIn(sessions: readonly FeedSession[], name: string): string[] {
  const id = name.split(':')[1];
  const misplaced = sessions
    .flatMap(({ notes }) => [...notes.unlisted()])
    .filter(([asked]) => asked.split(':')[1] === id)
    .map(([asked, atMs]) => `${asked} was asked for at ${istTimeOfDay(atMs)}, which is not listed`);
  const ignored = sessions.reduce((sum, { notes }) => sum + notes.ignored, 0);
  if (ignored === 0) return misplaced;
  return [
    ...misplaced,
    `${ignored} entries of its messages were not read: beyond 100 in one message, or a security id that is no text`,
  ];
}
