import type { ClientEvent } from '#engine/behaviour/client-event.ts';
import { istTimeOfDay } from '#engine/market/ist-time.ts';
import type { FeedType } from '../feed/feed-routing.ts';
import { FEED_WORDS } from './explained-exchange.ts';
import type {
  CarryingFeedType,
  CarryingSession,
  ExplainedExchange,
  InstrumentDelivery,
} from './explained-exchange.ts';
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

/** Whose connections of which feed are meant. */
interface Connections {
  readonly clientId: string;
  readonly feed: FeedType;
}

/** Whether it holds a connection of the feed over which anything is sent. */
export function connectionHop(exchange: ExplainedExchange, wish: Connections): Hop {
  const sessions = exchange.feeds[wish.feed].sessions(wish.clientId);
  const open = sessions.filter(({ state }) => state === 'open');
  if (open.length > 0) {
    const since = open.map(({ connectedAtMs }) => istTimeOfDay(connectedAtMs)).join(', ');
    return passed('connection', `${open.length} open on ${FEED_WORDS[wish.feed]}, since ${since}`);
  }
  const [silent] = sessions;
  if (silent)
    return lost(
      'connection',
      `the exchange has fallen silent on it (${silent.state}), as a planned fault wants`,
    );
  return lost('connection', lastWordOf(exchange, wish));
}

function lastWordOf({ journal, feeds }: ExplainedExchange, wish: Connections): string {
  const last = journal
    .after(0, new Set(['refused', 'disconnected'] as const))
    .map(({ event }) => event)
    .findLast((event) => isOf(wish, event));
  if (last?.kind === 'refused')
    return `its last connect was refused with HTTP ${last.status} at ${istTimeOfDay(last.atMs)}`;
  if (last?.kind !== 'disconnected') {
    const nameless = feeds[wish.feed].sessions('').length;
    const waiting = nameless === 0 ? '' : `; ${nameless} connections have not logged in`;
    return `it has not connected to ${FEED_WORDS[wish.feed]}${waiting}`;
  }
  const at = istTimeOfDay(last.atMs);
  return last.by === 'client' ? `it left at ${at}` : `the exchange ended it at ${at}: ${last.reason}`;
}

function isOf({ clientId, feed }: Connections, event: ClientEvent): boolean {
  return 'feed' in event && event.feed === feed && event.clientId === clientId;
}

/** The open session that carries the instrument, the newest if several do. */
export interface Carried {
  readonly hop: Hop;
  readonly session?: CarryingSession;
  readonly delivery?: InstrumentDelivery;
}

/** `name` and `index`: the instrument's, on the wire and on the board. */
export function subscriptionHop(
  exchange: ExplainedExchange,
  wish: {
    readonly clientId: string;
    readonly feed: CarryingFeedType;
    readonly name: string;
    readonly index: number;
  },
): Carried {
  const sessions = exchange.feeds[wish.feed].sessions(wish.clientId).filter(({ state }) => state === 'open');
  const session = sessions.findLast((each) => each.deliveryOf(wish.index) !== undefined);
  const delivery = session?.deliveryOf(wish.index);
  if (!session || !delivery) return { hop: lost('subscription', whyUnsubscribed(exchange, sessions, wish)) };
  const mode = delivery.modes.length === 0 ? '' : ` in ${delivery.modes.join(' and ')} mode`;
  const said = `subscribed${mode} since ${istTimeOfDay(delivery.sinceMs)}`;
  return { hop: passed('subscription', said), session, delivery };
}

function whyUnsubscribed(
  { journal }: ExplainedExchange,
  sessions: readonly CarryingSession[],
  wish: Connections & { readonly name: string },
): string {
  const last = journal
    .after(0, new Set(['subscribed', 'unsubscribed'] as const))
    .map(({ event }) => event)
    .findLast(
      (event) => isOf(wish, event) && 'instruments' in event && event.instruments.includes(wish.name),
    );
  if (last?.kind === 'unsubscribed') return `it was unsubscribed at ${istTimeOfDay(last.atMs)}`;
  if (last)
    return `a connection that has ended since was subscribed at ${istTimeOfDay(last.atMs)}, and none was afterwards`;
  const carried = sessions.reduce((sum, { instrumentCount }) => sum + instrumentCount, 0);
  return [
    `it was never asked for, ${carried} other instruments are carried`,
    ...mistakesIn(sessions, wish.name),
  ].join('; ');
}

/** What the sessions asked for in vain, as far as it may have meant this instrument. */
function mistakesIn(sessions: readonly CarryingSession[], name: string): string[] {
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
