import type { Judgement, Measurement } from '../check.ts';
import { failed, listed, passed } from '../judgement.ts';
import { ruleFault, spokenRule } from './value-rule.ts';
import type { ValueRule } from './value-rule.ts';

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

function socketFaults({ expect, protocols }: WebsocketDeclaration, facts: OpenedSocket): string[] {
  const data = dataOf(expect, facts);
  if (protocols.length > 0 && !protocols.includes(facts.protocol))
    return [facts.protocol === '' ? 'no subprotocol was chosen' : `subprotocol "${facts.protocol}"`];
  const muteness = mutenessOf(facts, data);
  if (muteness !== undefined) return [muteness];
  const binary = data.filter(({ isBinary }) => isBinary).length;
  return [
    ...endingFaults(expect, facts),
    ...lateFaults(expect, data),
    ...rateFaults(expect, data),
    ...silenceFaults(expect, facts, data),
    ...[...expect.json].flatMap(([path, rule]) => jsonFault(path, rule, data)),
    ...[...expect.moves].flatMap(([path, withinMs]) => movementFault(path, withinMs, data)),
    ...(expect.binaryMin !== undefined && binary < expect.binaryMin ? [`${binary} binary messages`] : []),
  ];
}

function dataOf(
  { heartbeat }: WebsocketExpectations,
  { messages }: OpenedSocket,
): readonly WebsocketMessage[] {
  if (heartbeat.size === 0) return messages;
  return messages.filter((message) =>
    [...heartbeat].some(([path, rule]) => ruleFault(rule, message.valuesAt(path)) !== undefined),
  );
}

/** Connected but mute: what did keep the connection alive is told, so that nobody takes it for health. */
function mutenessOf(
  { pings, messages, ended, listenedMs }: OpenedSocket,
  data: readonly WebsocketMessage[],
): string | undefined {
  if (data.length > 0) return undefined;
  const alive = [
    ...(pings > 0 ? [`${pings} pings`] : []),
    ...(messages.length > 0 ? [`${messages.length} heartbeat messages`] : []),
  ];
  const until = ended ? `until it ended (${ended.reason})` : 'connected but mute';
  const listened = `no message with data in ${seconds(listenedMs)}`;
  return alive.length === 0
    ? `${listened}: ${until}`
    : `${listened}, while ${alive.join(' and ')} kept it alive: ${until}`;
}

function endingFaults({ openMs }: WebsocketExpectations, { ended }: OpenedSocket): string[] {
  if (!ended || (openMs !== undefined && ended.atMs >= openMs)) return [];
  return [`it ended after ${seconds(ended.atMs)} (${ended.reason})`];
}

function lateFaults(
  { firstWithinMs }: WebsocketExpectations,
  [first]: readonly WebsocketMessage[],
): string[] {
  return first && first.atMs > firstWithinMs ? [`the first message came after ${seconds(first.atMs)}`] : [];
}

function rateFaults({ rate }: WebsocketExpectations, data: readonly WebsocketMessage[]): string[] {
  if (!rate) return [];
  const perSecond = ratePerSecond(rate.overMs, data);
  const isWrong =
    (rate.min !== undefined && perSecond < rate.min) || (rate.max !== undefined && perSecond > rate.max);
  return isWrong ? [`${spokenNumber(perSecond)} messages a second over ${seconds(rate.overMs)}`] : [];
}

function ratePerSecond(overMs: number, data: readonly WebsocketMessage[]): number {
  return data.filter(({ atMs }) => atMs <= overMs).length / (overMs / 1000);
}

function silenceFaults(
  { silenceMsMax }: WebsocketExpectations,
  facts: OpenedSocket,
  data: readonly WebsocketMessage[],
): string[] {
  if (silenceMsMax === undefined) return [];
  const silenceMs = longestSilenceMs(facts, data);
  if (silenceMs <= silenceMsMax) return [];
  const alive = facts.pings > 0 ? ` (${facts.pings} pings, which are no data)` : '';
  return [`silent for ${seconds(silenceMs)}${alive}`];
}

/** Between two messages, or from the last one until listening ended. */
function longestSilenceMs({ listenedMs }: OpenedSocket, data: readonly WebsocketMessage[]): number {
  const ends = [...data.slice(1).map(({ atMs }) => atMs), listenedMs];
  return Math.max(0, ...data.map(({ atMs }, index) => ends[index]! - atMs));
}

function jsonFault(path: string, rule: ValueRule, data: readonly WebsocketMessage[]): string[] {
  const found = data.map((message) => message.valuesAt(path)).filter((values) => values.length > 0);
  const fullest = found.reduce<readonly unknown[]>(
    (most, values) => (values.length > most.length ? values : most),
    [],
  );
  const ofEach = { ...rule, minCount: undefined };
  const fault =
    ruleFault(rule, fullest) ??
    found.map((values) => ruleFault(ofEach, values)).find((words) => words !== undefined);
  return fault === undefined ? [] : [`${path} ${fault}`];
}

function movementFault(path: string, withinMs: number, data: readonly WebsocketMessage[]): string[] {
  const values = data
    .filter(({ atMs }) => atMs <= withinMs)
    .flatMap((message) => message.valuesAt(path).slice(0, 1));
  const different = new Set(values.map((value) => JSON.stringify(value)));
  if (different.size > 1) return [];
  if (values.length === 0) return [`${path} no value in ${seconds(withinMs)}`];
  return [`${path} stayed at ${[...different][0]} for ${seconds(withinMs)} (${values.length} messages)`];
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

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${spokenNumber(ms / 1000)} s`;
}

function spokenNumber(value: number): string {
  return String(Math.round(value * 10) / 10);
}
