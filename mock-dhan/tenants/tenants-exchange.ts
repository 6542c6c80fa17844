import type { VirtualClock } from '#engine/virtual-clock.ts';
import type { FeedLogin } from '../feed/feed-login.ts';
import type { FeedType, SocketFeed } from '../feed/feed-routing.ts';
import type { ServedExchange } from '../served-exchange.ts';
import { callerOf, callerOfLogin, consentOf } from './named-caller.ts';
import type { TenantDirectory } from './tenant-directory.ts';
import { WaitingClient } from './waiting-client.ts';

/**
 * Many exchanges behind one port: a call or a connection goes to the exchange of the client it names, by header, token, query or login, and what
 * names no tenant goes to `own`; a consent's steps go where it was asked for. The login is judged there, so a token of one tenant opens nothing of another's.
 */
export function createTenantsExchange(own: ServedExchange, tenants: TenantDirectory): ServedExchange {
  const exchangeOf = (clientId: string | undefined): ServedExchange =>
    tenants.find(clientId)?.exchange ?? own;
  /** Later steps of a consent name no client, but the consent that a tenant knows. */
  const exchangeOfCall = (request: Request): ServedExchange => {
    const consent = consentOf(request);
    const known = consent && tenants.all().find(({ exchange }) => exchange.knowsConsent?.(consent));
    return known ? known.exchange : exchangeOf(callerOf(request));
  };
  const feedOf = (feedType: FeedType): SocketFeed => ({
    connect(login, sink, keepAlive) {
      const connect = (clientId: string | undefined) =>
        exchangeOf(clientId).feeds[feedType].connect(login, sink, keepAlive);
      const clientId = callerOfLogin(login);
      const isToldLater = clientId === undefined || feedType === 'order-update';
      if (isToldLater && keepAlive) return new WaitingClient(keepAlive, connect);
      return connect(clientId);
    },
    disconnect: (...ended) => own.feeds[feedType].disconnect(...ended),
    sessions: (clientId) => own.feeds[feedType].sessions(clientId),
    evict: (session) => own.feeds[feedType].evict(session),
  });
  return {
    scenario: own.scenario,
    clock: own.clock,
    feeds: {
      live: feedOf('live'),
      'depth-20': feedOf('depth-20'),
      'depth-200': feedOf('depth-200'),
      'order-update': feedOf('order-update'),
    },
    get journal() {
      return own.journal;
    },
    get faults() {
      return own.faults;
    },
    counters: () => own.counters(),
    connections: () => own.connections(),
    expectations: () => own.expectations?.() ?? [],
    ...(own.explain ? { explain: own.explain.bind(own) } : {}),
    ...(own.reset ? { reset: own.reset.bind(own) } : {}),
    app: { fetch: (request, env) => exchangeOfCall(request).app.fetch(request, env) },
    // They would be answered before anybody knows whose they are.
    directCalls: undefined,
    heldAnswers: () =>
      tenants.all().reduce((held, { exchange }) => held + exchange.heldAnswers(), own.heldAnswers()),
    refuseUpgrade: (feedType, login) => exchangeOf(callerOfLogin(login)).refuseUpgrade(feedType, login),
    clockOf: (login: FeedLogin | undefined): VirtualClock => exchangeOf(callerOfLogin(login)).clock,
    tenants,
  };
}
