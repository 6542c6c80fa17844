import { MS_PER_SECOND } from '../../market/ist-time.ts';
import type { Check, Judgement } from '../check.ts';
import { judgeRedis } from '../declared/redis-check.ts';
import type { RedisDeclaration } from '../declared/redis-check.ts';
import { redisCommand } from '../declared/redis-command.ts';
import { numberOf } from '../http-answer.ts';
import { failed, notJudged } from '../judgement.ts';
import { platformNowMs } from './asked-json.ts';
import { ACCEPTABLE_MS_MAX, closedJudgement, judgePlatformAge } from './platform-age.ts';
import type { PlatformTarget } from './platform-target.ts';

const UNDERLYING_CHANNEL = 'ticker:nifty:underlying';
const OPTIONS_CHANNEL = 'ticker:nifty:options';
const GROUP = 'redis';

/** What the ticker publishes, and who listens. Source: seed-requirements A10 items 87 to 89, B8. */
export const redisChecks: readonly Check<PlatformTarget>[] = [
  {
    id: 'redis.subscribers',
    title: 'Somebody listens to the channels',
    asserts: 'PUBSUB NUMSUB counts a subscriber or more on both channels of NIFTY.',
    group: GROUP,
    dependsOn: [],
    run: (target) =>
      onRedis(target, (url) =>
        judgeRedis(
          declarationOf(url, {
            subscribers: new Map([UNDERLYING_CHANNEL, OPTIONS_CHANNEL].map((channel) => [channel, 1])),
          }),
          target.probes.redis,
        ),
      ),
  },
  publishedCheck('redis.underlying', 'The underlying is published', [UNDERLYING_CHANNEL, '$.close']),
  publishedCheck('redis.options', 'Options are published', [OPTIONS_CHANNEL, '$.price']),
];

function publishedCheck(
  id: string,
  title: string,
  [channel, pricePath]: readonly [string, string],
): Check<PlatformTarget> {
  return {
    id,
    title,
    asserts: `While NSE is open a message comes on ${channel} within 10 s, with a price of 0 or more, and by its ts the 10-second rule holds.`,
    group: GROUP,
    dependsOn: [],
    run: (target) => onRedis(target, (url) => judgePublished(target, { url, channel, pricePath })),
  };
}

async function onRedis(
  { places }: PlatformTarget,
  judge: (url: string) => Promise<Judgement>,
): Promise<Judgement> {
  if (places.redisUrl !== undefined) return judge(places.redisUrl);
  return notJudged('a bus that others can hear', "the bus is in the backend's process: there is no Redis");
}

async function judgePublished(
  target: PlatformTarget,
  asked: { readonly url: string; readonly channel: string; readonly pricePath: string },
): Promise<Judgement> {
  const { url, channel, pricePath } = asked;
  const beforeMs = await platformNowMs(target);
  const closed = beforeMs === undefined ? undefined : closedJudgement(beforeMs);
  if (closed) return closed;
  const expected = `a message on ${channel} within ${ACCEPTABLE_MS_MAX / MS_PER_SECOND} s, with a price and a time`;
  const remedy = `Start or restart what publishes there, and listen yourself: ${redisCommand(url, 'SUBSCRIBE', channel)}`;
  const message = { channel, withinMs: ACCEPTABLE_MS_MAX, json: new Map() };
  const facts = await target.probes.redis.read(declarationOf(url, { messages: [message] }));
  if (facts.kind === 'refused')
    return failed(expected, facts.reason, 'Correct the login in PLATFORM_REDIS_URL.');
  const heard = facts.messages.get(channel);
  if (!heard) return failed(expected, `${channel} was silent for ${ACCEPTABLE_MS_MAX / 1000} s`, remedy);
  const price = numberOf(heard.valuesAt(pricePath)[0]);
  const ts = numberOf(heard.valuesAt('$.ts')[0]);
  const nowMs = await platformNowMs(target);
  if (price === undefined || price < 0 || ts === undefined || nowMs === undefined)
    return failed(expected, `${pricePath} ${price ?? 'none'}, $.ts ${ts ?? 'none'}`, remedy);
  const judgement = judgePlatformAge(ts * MS_PER_SECOND, nowMs, remedy);
  return judgement.status === 'pass'
    ? { ...judgement, observed: `${judgement.observed}, ${channel} at ${price}` }
    : judgement;
}

function declarationOf(url: string, more: Partial<RedisDeclaration>): RedisDeclaration {
  return {
    kind: 'redis',
    url,
    subscribers: new Map(),
    channels: new Map(),
    messages: [],
    keys: new Map(),
    ...more,
  };
}
