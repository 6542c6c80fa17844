import type { Exchange } from '../../market/instrument.ts';
import { sessionPhase } from '../../market/trading-session.ts';
import type { Judgement } from '../check.ts';
import { failed, notJudged } from '../judgement.ts';
import { counted, judgementOf, ruleFinding } from './findings.ts';
import type { Finding } from './findings.ts';
import { redisCommand } from './redis-command.ts';
import { keyFindings } from './redis-key-check.ts';
import type { ExpectedKey, KeyFacts } from './redis-key-check.ts';
import { shownUrl } from './shown-address.ts';
import type { ValueRule } from './value-rule.ts';

/** `redis` of a suite: that the server answers, and what it must hold. */
export interface RedisDeclaration {
  readonly kind: 'redis';
  readonly url: string;
  /** By channel: how many must listen, PUBSUB NUMSUB. Whoever subscribes by pattern is not counted there. */
  readonly subscribers: ReadonlyMap<string, number>;
  /** By pattern: how many channels must have a listener, PUBSUB CHANNELS. */
  readonly channels: ReadonlyMap<string, number>;
  readonly messages: readonly ExpectedMessage[];
  readonly keys: ReadonlyMap<string, ExpectedKey>;
}

/** A message that must be published on a channel; the first one is judged. */
export interface ExpectedMessage {
  readonly channel: string;
  readonly withinMs: number;
  /** By JSON path (RFC 9535). */
  readonly json: ReadonlyMap<string, ValueRule>;
  /** Not waited for while this exchange is closed. */
  readonly whileOpen?: Exchange | undefined;
}

/** What the server said. `refused`: it answered, but not to this user. */
export type RedisFacts =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'answered';
      readonly pingMs: number;
      readonly subscribers: ReadonlyMap<string, number>;
      readonly channels: ReadonlyMap<string, number>;
      /** By channel; a channel that stayed silent is absent. */
      readonly messages: ReadonlyMap<string, HeardMessage>;
      readonly keys: ReadonlyMap<string, KeyFacts>;
      /** The server's clock, epoch ms. */
      readonly serverMs: number;
    };

/** The first message on a channel after we began to listen. */
export interface HeardMessage {
  readonly afterMs: number;
  readonly text: string;
  readonly valuesAt: (path: string) => readonly unknown[];
}

/** Reads what a declaration asks for. Rejects with ProbeUnreachable when the server does not answer. */
export interface RedisProbe {
  readonly nowMs: () => number;
  readonly read: (declaration: RedisDeclaration) => Promise<RedisFacts>;
}

/** Asks the server once and judges everything the suite says of it. */
export async function judgeRedis(declaration: RedisDeclaration, probe: RedisProbe): Promise<Judgement> {
  const nowMs = probe.nowMs();
  const isAwaited = ({ whileOpen }: ExpectedMessage): boolean =>
    whileOpen === undefined || sessionPhase(whileOpen, nowMs).phase === 'open';
  const awaited = { ...declaration, messages: declaration.messages.filter(isAwaited) };
  const notAwaited = declaration.messages.filter((message) => !isAwaited(message));
  const facts = await probe.read(awaited);
  if (facts.kind === 'refused')
    return failed(
      `${shownUrl(declaration.url)} lets us in`,
      `it refused: ${facts.reason}`,
      `Try the login: REDISCLI_AUTH=YOUR_PASSWORD ${redisCommand(declaration.url, 'PING')}. Then correct the user and the password in the url.`,
    );
  const asksMore =
    awaited.messages.length +
      declaration.subscribers.size +
      declaration.channels.size +
      declaration.keys.size >
    0;
  if (!asksMore && notAwaited.length > 0) return closedMarket(notAwaited[0]!, nowMs);
  return judgementOf([
    answersFinding(declaration, facts.pingMs),
    ...[...declaration.subscribers].map(([channel, min]) =>
      subscriberFinding(declaration, { channel, min, seen: facts.subscribers.get(channel) ?? 0 }),
    ),
    ...[...declaration.channels].map(([pattern, min]) =>
      channelFinding(declaration, { pattern, min, seen: facts.channels.get(pattern) ?? 0 }),
    ),
    ...awaited.messages.flatMap((message) =>
      messageFindings(declaration, message, facts.messages.get(message.channel)),
    ),
    ...[...declaration.keys].flatMap(([name, key]) =>
      keyFindings({ url: declaration.url, name, key, facts: facts.keys.get(name), serverMs: facts.serverMs }),
    ),
  ]);
}

function closedMarket({ channel, whileOpen }: ExpectedMessage, nowMs: number): Judgement {
  return notJudged(
    `a message on ${channel} while ${whileOpen} is open`,
    `not waited for: ${whileOpen} is ${sessionPhase(whileOpen!, nowMs).reason}`,
  );
}

function answersFinding({ url }: RedisDeclaration, pingMs: number): Finding {
  return {
    expected: `${shownUrl(url)} answers`,
    observed: `PONG in ${Math.round(pingMs)} ms`,
    isFault: false,
    measurement: { name: 'ping', value: pingMs, unit: 'ms' },
  };
}

function subscriberFinding(
  declaration: RedisDeclaration,
  { channel, min, seen }: { readonly channel: string; readonly min: number; readonly seen: number },
): Finding {
  return {
    expected: `at least ${counted(min, 'subscriber')} of ${channel}`,
    observed: `${channel} has ${counted(seen, 'subscriber')}`,
    isFault: seen < min,
    remedy:
      `Start what should listen there, then: ${redisCommand(declaration.url, 'PUBSUB', 'NUMSUB', channel)}. ` +
      `Subscriptions by pattern do not count there: ${redisCommand(declaration.url, 'PUBSUB', 'NUMPAT')}`,
    measurement: {
      name: `subscribers ${channel}`,
      value: seen,
      unit: 'count',
      limit: { kind: 'min', value: min },
    },
  };
}

function channelFinding(
  declaration: RedisDeclaration,
  { pattern, min, seen }: { readonly pattern: string; readonly min: number; readonly seen: number },
): Finding {
  return {
    expected: `at least ${counted(min, 'channel')} with listeners like ${pattern}`,
    observed: `${counted(seen, 'channel')} like ${pattern}`,
    isFault: seen < min,
    remedy: `See which are listened to: ${redisCommand(declaration.url, 'PUBSUB', 'CHANNELS', pattern)}`,
    measurement: {
      name: `channels ${pattern}`,
      value: seen,
      unit: 'count',
      limit: { kind: 'min', value: min },
    },
  };
}

function messageFindings(
  declaration: RedisDeclaration,
  { channel, withinMs, json }: ExpectedMessage,
  heard: HeardMessage | undefined,
): Finding[] {
  const limit = { kind: 'max' as const, value: withinMs };
  const expected = `a message on ${channel} within ${withinMs} ms`;
  const remedy = `Listen yourself: ${redisCommand(declaration.url, 'SUBSCRIBE', channel)}`;
  if (!heard)
    return [
      {
        expected,
        observed: `${channel} was silent for ${withinMs} ms: the server answers, but nobody publishes there`,
        isFault: true,
        remedy: `Start or restart what publishes there. ${remedy}`,
      },
    ];
  const measurement = { name: `first message ${channel}`, value: heard.afterMs, unit: 'ms' as const, limit };
  return [
    {
      expected,
      observed: `a message on ${channel} after ${Math.round(heard.afterMs)} ms`,
      isFault: false,
      measurement,
    },
    ...[...json].map(([path, rule]) =>
      ruleFinding(`${channel} ${path}`, rule, { values: heard.valuesAt(path), remedy }),
    ),
  ];
}
