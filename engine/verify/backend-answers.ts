/** Reads a backend's bodies without believing them: what is absent or of the wrong type is absent, never an exception. */
import type { CoveredChain, CoveredLeg, CoveredStrike } from './chain-coverage.ts';
import { membersOf, numberOf, textsOf } from './http-answer.ts';
import { readInstant } from './instant.ts';

/** `envelope`: `{status, data:{strikes:{"23000.0":...}}}`, the real one; `flat`: the documents' body with key "23000". */
export type ChainShape = 'envelope' | 'flat';

/** A chain as `options/live` answered it. */
export interface BackendChain extends CoveredChain {
  readonly shape: ChainShape;
  readonly strikes: readonly BackendStrike[];
  /** True when the answer says that its prices are closing prices. */
  readonly isClosing: boolean;
  /** Whether the body has `underlying_ltp`, be it null. */
  readonly hasSpot: boolean;
  /** `underlying_ltp`, rupees; undefined where it is null or missing, when `spot` may be the strike at the money. */
  readonly statedSpot: number | undefined;
  /** Undefined where the body has none. */
  readonly lotSize: number | undefined;
  /** `last_updated`, epoch ms; undefined where the body has none with a zone. */
  readonly updatedAtMs: number | undefined;
}

/** A strike as a backend answered it. */
export interface BackendStrike extends CoveredStrike {
  readonly ce: BackendLeg | undefined;
  readonly pe: BackendLeg | undefined;
}

/** A leg as a backend answered it. */
export interface BackendLeg extends CoveredLeg {
  /** Security id or the backend's own name of the leg; undefined where it carries none. */
  readonly token: string | undefined;
  /** 0 for null, undefined where the body has no such member; implied volatility in percent. */
  readonly oi: number | undefined;
  readonly volume: number | undefined;
  readonly impliedVolatility: number | undefined;
  /** Undefined where the body has none; 0 for what is no number in it. */
  readonly greeks: LegGreeks | undefined;
  /** Where this leg's price came from, in the backend's words; empty when it does not say. */
  readonly source: string;
}

/** As the backend states them. */
export interface LegGreeks {
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  /** Undefined where the body has none. */
  readonly theta: number | undefined;
}

/** Undefined when the body has no strikes object in either shape. */
export function readBackendChain(body: unknown): BackendChain | undefined {
  const top = membersOf(body);
  const shape: ChainShape = 'data' in top ? 'envelope' : 'flat';
  const data = shape === 'envelope' ? membersOf(top['data']) : top;
  if (typeof data['strikes'] !== 'object' || data['strikes'] === null) return undefined;
  const strikes = Object.entries(membersOf(data['strikes']))
    .flatMap(([key, legs]) => readStrike(key, legs) ?? [])
    .sort((a, b) => a.strike - b.strike);
  const statedSpot = numberOf(data['underlying_ltp']);
  const spot = statedSpot ?? numberOf(data['atm_strike']);
  return {
    shape,
    strikes,
    spot: spot !== undefined && spot > 0 ? spot : undefined,
    isClosing: isClosing(top, strikes),
    hasSpot: 'underlying_ltp' in data,
    statedSpot: statedSpot !== undefined && statedSpot > 0 ? statedSpot : undefined,
    lotSize: numberOf(data['lot_size']),
    updatedAtMs: readInstant(data['last_updated']),
  };
}

/** `total_*` of cache/stats, bare or inside `data`; undefined where a counter is missing. */
export function readCacheCounters(body: unknown): Readonly<Record<string, number | undefined>> {
  const top = membersOf(body);
  const data = 'data' in top ? membersOf(top['data']) : top;
  return Object.fromEntries(CACHE_COUNTERS.map((name) => [name, numberOf(data[`total_${name}`])]));
}

/** The four counters of a cache, outermost first. */
export const CACHE_COUNTERS = ['underlyings', 'expiries', 'strikes', 'tokens'] as const;

/** The names in `data` of available/underlyings and available/expiries, or in a bare array. */
export function readNames(body: unknown): readonly string[] {
  return textsOf(Array.isArray(body) ? body : membersOf(body)['data']);
}

/** Rupees by symbol, from `/prices`, inside `prices` or bare; symbols without a price are left out. */
export function readPrices(body: unknown): ReadonlyMap<string, number> {
  const top = membersOf(body);
  const prices = 'prices' in top ? membersOf(top['prices']) : top;
  const known = Object.entries(prices).flatMap(([symbol, value]) => {
    const price = numberOf(value);
    return price !== undefined && price > 0 ? [[symbol, price] as const] : [];
  });
  return new Map(known);
}

/** Times that `/prices` states, epoch ms; what is absent or has no zone is left out. */
export interface StatedTimes {
  readonly answeredAtMs: number | undefined;
  /** When each symbol's price arrived at the backend. */
  readonly arrivedAtMs: ReadonlyMap<string, number>;
  /** When it was traded, by the exchange's time. */
  readonly tradedAtMs: ReadonlyMap<string, number>;
}

/** `timestamp`, `received_at` and `traded_at` of `/prices`. */
export function readTimes(body: unknown): StatedTimes {
  const top = membersOf(body);
  return {
    answeredAtMs: readInstant(top['timestamp']),
    arrivedAtMs: instantsOf(top['received_at']),
    tradedAtMs: instantsOf(top['traded_at']),
  };
}

function instantsOf(value: unknown): ReadonlyMap<string, number> {
  const instants = Object.entries(membersOf(value)).flatMap(([symbol, text]) => {
    const atMs = readInstant(text);
    return atMs === undefined ? [] : [[symbol, atMs] as const];
  });
  return new Map(instants);
}

/** What `/health` says of the backend and of its start. */
export interface BackendHealthFacts {
  /** As written, in lower case; empty when the body has none. */
  readonly status: string;
  readonly reasons: readonly string[];
  /** `ready`, `degraded`, `refused` ... in lower case; undefined when the backend does not report its start. */
  readonly startupState: string | undefined;
  /** How long the start took; undefined when the backend does not report it. */
  readonly startupMs: number | undefined;
  /** Why the start was refused or degraded, outermost first. */
  readonly causes: readonly string[];
  readonly remedy: string;
}

/** Reads `/health`; what is absent is empty or undefined. */
export function readHealth(body: unknown): BackendHealthFacts {
  const top = membersOf(body);
  const startup = membersOf(top['startup']);
  return {
    status: textOf(top['status']).toLowerCase(),
    reasons: textsOf(top['reasons']),
    startupState: 'state' in startup ? textOf(startup['state']).toLowerCase() : undefined,
    startupMs: numberOf(startup['took_ms']),
    causes: textsOf(startup['causes'] ?? startup['cause']),
    remedy: textOf(startup['remedy']),
  };
}

/** What `/health` tells of the feed sockets the backend holds. */
export interface BackendSockets {
  readonly connected: number;
  readonly allowed: number | undefined;
  readonly instruments: number | undefined;
  /** Over all connections, since the start. */
  readonly reconnects: number;
  /** `ws_1: feed closed with 1006`, of those that say why. */
  readonly errors: readonly string[];
}

/** Undefined where the body has no `websocket_status`. */
export function readSockets(body: unknown): BackendSockets | undefined {
  const status = membersOf(membersOf(body)['websocket_status']);
  const connected = numberOf(status['connected_connections']);
  if (connected === undefined) return undefined;
  const connections = Object.entries(membersOf(status['per_connection'])).map(
    ([name, connection]) => [name, membersOf(connection)] as const,
  );
  return {
    connected,
    allowed: numberOf(status['total_connections']),
    instruments: numberOf(status['total_subscriptions']),
    reconnects: connections.reduce(
      (sum, [, connection]) => sum + (numberOf(connection['reconnect_attempts']) ?? 0),
      0,
    ),
    errors: connections.flatMap(([name, connection]) => {
      const error = textOf(connection['last_error']);
      return error === '' ? [] : [`${name}: ${error}`];
    }),
  };
}

function readStrike(key: string, legs: unknown): BackendStrike | undefined {
  const strike = numberOf(key);
  if (strike === undefined) return undefined;
  const members = membersOf(legs);
  return { strike, ce: readLeg(members['CE']), pe: readLeg(members['PE']) };
}

function readLeg(leg: unknown): BackendLeg | undefined {
  const members = membersOf(leg);
  if (Object.keys(members).length === 0) return undefined;
  return {
    ltp: numberOf(members['ltp']) ?? 0,
    bid: numberOf(members['bid']) ?? 0,
    ask: numberOf(members['ask']) ?? 0,
    token: tokenOf(members['token']),
    oi: 'oi' in members ? (numberOf(members['oi']) ?? 0) : undefined,
    volume: 'volume' in members ? (numberOf(members['volume']) ?? 0) : undefined,
    impliedVolatility: 'iv' in members ? (numberOf(members['iv']) ?? 0) : undefined,
    greeks: 'greeks' in members ? greeksOf(members['greeks']) : undefined,
    source: textOf(members['source']),
  };
}

function greeksOf(value: unknown): LegGreeks {
  const { delta, gamma, vega, theta } = membersOf(value);
  return {
    delta: numberOf(delta) ?? 0,
    gamma: numberOf(gamma) ?? 0,
    vega: numberOf(vega) ?? 0,
    theta: theta === undefined ? undefined : (numberOf(theta) ?? 0),
  };
}

function tokenOf(value: unknown): string | undefined {
  if (typeof value === 'number') return value > 0 ? String(value) : undefined;
  return textOf(value) || undefined;
}

/** The body's own word, or every leg's: backends say it in one place or the other. */
function isClosing(top: Readonly<Record<string, unknown>>, strikes: readonly BackendStrike[]): boolean {
  if (/closing/i.test(textOf(top['source']))) return true;
  const legs = strikes.flatMap(({ ce, pe }) => [ce, pe].filter((leg) => leg !== undefined));
  return legs.length > 0 && legs.every((leg) => /closing/i.test(leg.source));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
