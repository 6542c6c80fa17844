/** What a session of a `websocket` check did wrong. */
import { ruleFault } from './value-rule.ts';
import type { ValueRule } from './value-rule.ts';
import type {
  OpenedSocket,
  WebsocketDeclaration,
  WebsocketExpectations,
  WebsocketMessage,
} from './websocket-check.ts';

/** What is wrong with a session, in words; none when all that the suite says of it holds. */
export function socketFaults({ expect, protocols }: WebsocketDeclaration, facts: OpenedSocket): string[] {
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

/** The messages that are no heartbeats. */
export function dataOf(
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

/** Messages a second in the first `overMs`. */
export function ratePerSecond(overMs: number, data: readonly WebsocketMessage[]): number {
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
export function longestSilenceMs({ listenedMs }: OpenedSocket, data: readonly WebsocketMessage[]): number {
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

/** `300 ms`, `2.5 s` */
export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${spokenNumber(ms / 1000)} s`;
}

function spokenNumber(value: number): string {
  return String(Math.round(value * 10) / 10);
}
