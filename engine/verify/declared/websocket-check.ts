import type { Judgement, Measurement } from '../check.ts';
import { failed, listed, passed } from '../judgement.ts';
import { spokenRule } from './value-rule.ts';
import type { ValueRule } from './value-rule.ts';
import { dataOf, longestSilenceMs, ratePerSecond, seconds, socketFaults } from './websocket-faults.ts';

/** `websocket` of a suite: one connection and what must arrive on it. */
export interface WebsocketDeclaration {
  readonly kind: 'websocket';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Subprotocols that are offered; the server must choose one of them. */
  readonly protocols: readonly string[];
  /** Sent in order once the connection stands. */
  readonly send: readonly string[];
  readonly expect: WebsocketExpectations;
}

/** Every part that is given must hold. A connection on which no data comes is a failure, however alive its pings keep it. */
export interface WebsocketExpectations {
  /** Until the first message with data, after the opening; 10 s unless given. */
  readonly firstWithinMs: number;
  /** Messages a second, over a time that begins with the opening. */
  readonly rate?:
    | { readonly min?: number | undefined; readonly max?: number | undefined; readonly overMs: number }
    | undefined;
  /** The longest time without a message with data. */
  readonly silenceMsMax?: number | undefined;
  /** By JSON path: every message that has a value there keeps the rule, and one has. Of `minCount`, the fullest message must have as many. */
  readonly json: ReadonlyMap<string, ValueRule>;
  /** By JSON path: how soon the value there must have become another one, in ms after the opening. */
  readonly moves: ReadonlyMap<string, number>;
  /** By JSON path: a message that keeps all of these is a heartbeat, not data. */
  readonly heartbeat: ReadonlyMap<string, ValueRule>;
  /** How many binary messages there must be at least. */
  readonly binaryMin?: number | undefined;
  /** How long the connection must stand. */
  readonly openMs?: number | undefined;
}

/** One message with when it came, in ms after the opening. */
export interface WebsocketMessage {
  readonly atMs: number;
  readonly isBinary: boolean;
  /** The values at a JSON path; none where it leads nowhere or the message is no JSON. */
  readonly valuesAt: (path: string) => readonly unknown[];
}

/** What one connection gave. */
export type WebsocketFacts =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'opened';
      readonly afterMs: number;
      /** What the server chose; empty without one. */
      readonly protocol: string;
      /** In order; of a very long session the first ones. */
      readonly messages: readonly WebsocketMessage[];
      readonly pings: number;
      /** How the other side ended it; undefined while it stands. */
      readonly ended: { readonly atMs: number; readonly reason: string } | undefined;
      /** How long was listened, in ms after the opening. */
      readonly listenedMs: number;
    };

export type OpenedSocket = Extract<WebsocketFacts, { kind: 'opened' }>;

/** Connects and listens until `isEnough` or for `listenMs` at most. Rejects with ProbeUnreachable when nobody is there. */
export interface WebsocketProbe {
  readonly listen: (
    declaration: WebsocketDeclaration,
    until: { readonly listenMs: number; readonly isEnough: (facts: OpenedSocket) => boolean },
  ) => Promise<WebsocketFacts>;
}

/** Connects once, listens as long as the suite's expectations need, and judges what came. */
export async function judgeWebsocket(
  declaration: WebsocketDeclaration,
  probe: WebsocketProbe,
): Promise<Judgement> {
  const { expect, url } = declaration;
  const expected = spokenExpectations(declaration);
  const facts = await probe.listen(declaration, {
    listenMs: listenMsOf(expect),
    isEnough: (soFar) => isSettled(declaration, soFar),
  });
  if (facts.kind === 'refused')
    return failed(
      expected,
      facts.reason,
      `See what answers the upgrade: curl -i -N "${url.replace(/^ws/, 'http')}"`,
    );
  const faults = socketFaults(declaration, facts);
  const judgement =
    faults.length === 0
      ? passed(expected, spokenSession(facts))
      : failed(
          expected,
          listed(faults),
          `Look at what feeds this socket: does its source still move, and does anything reach ${url}?`,
        );
  return { ...judgement, measurements: measurementsOf(expect, facts) };
}

/** Whether more time would not change the verdict. */
function isSettled(declaration: WebsocketDeclaration, facts: OpenedSocket): boolean {
  const { expect } = declaration;
  if (facts.ended !== undefined) return true;
  if (facts.listenedMs < wholeMsOf(expect)) return false;
  if (socketFaults(declaration, facts).length === 0) return true;
  const data = dataOf(expect, facts);
  const isSaid = (path: string): boolean => data.some((message) => message.valuesAt(path).length > 0);
  const isStillDue = expect.binaryMin !== undefined || ![...expect.json.keys()].every(isSaid);
  return data.length > 0 && !isStillDue && facts.listenedMs >= Math.max(0, ...expect.moves.values());
}

/** The time that must pass before the session can be judged at all; a silence shows only in a session longer than it. */
function wholeMsOf({ rate, silenceMsMax = 0, openMs = 0 }: WebsocketExpectations): number {
  return Math.max(rate?.overMs ?? 0, 2 * silenceMsMax, openMs);
}

function listenMsOf(expect: WebsocketExpectations): number {
  return Math.max(expect.firstWithinMs, wholeMsOf(expect), ...expect.moves.values());
}

function measurementsOf(expect: WebsocketExpectations, facts: OpenedSocket): Measurement[] {
  const data = dataOf(expect, facts);
  const [first] = data;
  const { rate, silenceMsMax } = expect;
  return [
    { name: 'handshake', value: facts.afterMs, unit: 'ms' },
    ...(first
      ? [
          {
            name: 'first message',
            value: first.atMs,
            unit: 'ms' as const,
            limit: { kind: 'max' as const, value: expect.firstWithinMs },
          },
        ]
      : []),
    { name: 'messages', value: data.length, unit: 'count' },
    { name: 'binary messages', value: data.filter(({ isBinary }) => isBinary).length, unit: 'count' },
    { name: 'pings', value: facts.pings, unit: 'count' },
    ...(rate
      ? [
          {
            name: 'messages a second',
            value: ratePerSecond(rate.overMs, data),
            unit: 'count' as const,
            ...(rate.min === undefined ? {} : { limit: { kind: 'min' as const, value: rate.min } }),
          },
        ]
      : []),
    ...(silenceMsMax === undefined
      ? []
      : [
          {
            name: 'longest silence',
            value: longestSilenceMs(facts, data),
            unit: 'ms' as const,
            limit: { kind: 'max' as const, value: silenceMsMax },
          },
        ]),
  ];
}

function spokenSession({ messages, pings, listenedMs, ended }: OpenedSocket): string {
  const binary = messages.filter(({ isBinary }) => isBinary).length;
  return listed([
    `first message after ${Math.round(messages[0]?.atMs ?? 0)} ms`,
    `${messages.length} messages (${binary} binary) in ${seconds(listenedMs)}`,
    ...(pings > 0 ? [`${pings} pings`] : []),
    ...(ended ? [`ended after ${seconds(ended.atMs)}`] : []),
  ]);
}

function spokenExpectations({ protocols, expect }: WebsocketDeclaration): string {
  const { firstWithinMs, rate, silenceMsMax, json, moves, binaryMin, openMs } = expect;
  return listed(
    [
      `a message within ${seconds(firstWithinMs)}`,
      ...(protocols.length > 0 ? [`subprotocol ${protocols.join(' or ')}`] : []),
      ...(rate ? [`${spokenRange(rate)} messages a second over ${seconds(rate.overMs)}`] : []),
      ...(silenceMsMax === undefined ? [] : [`never silent for more than ${seconds(silenceMsMax)}`]),
      ...[...json].map(([path, rule]) => `${path} ${spokenRule(rule)}`),
      ...[...moves].map(([path, withinMs]) => `${path} moves within ${seconds(withinMs)}`),
      ...(binaryMin === undefined ? [] : [`at least ${binaryMin} binary messages`]),
      ...(openMs === undefined ? [] : [`open for ${seconds(openMs)}`]),
    ],
    8,
  );
}

function spokenRange({
  min,
  max,
}: {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}
