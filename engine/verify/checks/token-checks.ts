/** What a token is good for, besides being alive. */
import { istTimeOfDay } from '../../market/ist-time.ts';
import { spokenInstant, spokenMinutes } from '../../market/spoken-time.ts';
import type { Check, Judgement, Measurement } from '../check.ts';
import { failed, notJudged, passed, warned } from '../judgement.ts';
import type { CredentialTarget, ExchangeTarget } from '../targets.ts';
import { NEW_TOKEN } from './credential-checks.ts';

const MS_PER_HOUR = 3_600_000;
/** Dhan's tokens live a day. */
const LIFE_MS_MAX = 24 * MS_PER_HOUR + 5 * 60_000;
/** The profile tells the end to the minute. */
const END_TOLERANCE_MS = 2 * 60_000;

/** The token's own words, and the exchange's about it. */
export const tokenClaims: Check<CredentialTarget> = {
  id: 'token.claims',
  title: 'The access token says of itself what the exchange says of it',
  asserts:
    'The token states when it was made and when it ends, a day apart at most, and GET /profile tells the same end to two minutes.',
  group: 'token',
  severity: 'warn',
  dependsOn: ['token.valid'],
  run: judgeClaims,
};

/** A token that ends in the middle of a session takes feed and REST with it. */
export const tokenOutlivesClose: Check<CredentialTarget> = {
  id: 'token.outlives-close',
  title: 'The access token outlives the session',
  asserts:
    "The token's end, or the one GET /profile tells where that is earlier, lies behind the close of a session that is on or still to come today; on other days the time left is told.",
  group: 'token',
  dependsOn: ['token.valid'],
  run: judgeLife,
};

/** How the next token comes about; it is never asked for here, because that would end this one. */
export const tokenRenewal: Check<CredentialTarget> = {
  id: 'token.renewal',
  title: 'The access token can be renewed',
  asserts:
    'The token was made for SELF, which GET /RenewToken accepts while it lives; one made for an app needs a new login. Nothing is renewed.',
  group: 'token',
  severity: 'warn',
  dependsOn: ['token.valid'],
  run: async (target) => judgeRenewal((await target.facts()).consumer),
};

/** Without the data plan neither chains nor feed are sent. */
export const tokenDataPlan: Check<ExchangeTarget> = {
  id: 'token.data-plan',
  title: 'The data plan is active',
  asserts: 'GET /profile says dataPlan Active.',
  group: 'token',
  dependsOn: ['exchange.login'],
  run: judgeDataPlan,
};

/** Orders alone are refused from a foreign address, so a backend that only reads needs none. */
export const tokenStaticIp: Check<ExchangeTarget> = {
  id: 'token.static-ip',
  title: 'Orders may come from this address',
  asserts:
    'Where a static IP is registered, GET /ip/getIP says that this machine has it; without one nothing is judged, because only orders need it.',
  group: 'token',
  severity: 'warn',
  dependsOn: ['exchange.login'],
  run: judgeStaticIp,
};

async function judgeClaims(target: CredentialTarget): Promise<Judgement> {
  const expected = 'a token of a day, whose end the exchange confirms';
  const { issuedAtMs, expiresAtMs, consumer } = await target.facts();
  if (issuedAtMs === undefined || expiresAtMs === undefined)
    return warned(
      expected,
      `the token states no ${issuedAtMs === undefined ? 'beginning (iat)' : 'end (exp)'}`,
      `${NEW_TOKEN}: Dhan's tokens state both.`,
    );
  const lifeMs = expiresAtMs - issuedAtMs;
  const measurements: Measurement[] = [
    {
      name: 'life',
      value: lifeMs / 60_000,
      unit: 'min',
      limit: { kind: 'max', value: LIFE_MS_MAX / 60_000 },
    },
  ];
  if (lifeMs <= 0 || lifeMs > LIFE_MS_MAX)
    return {
      ...warned(
        expected,
        `made for ${lifeMs <= 0 ? 'no time at all' : spokenMinutes(lifeMs)}`,
        `${NEW_TOKEN}: Dhan's tokens live 24 h.`,
      ),
      measurements,
    };
  const validUntilMs = await target.validUntilMs();
  if (validUntilMs !== undefined && Math.abs(validUntilMs - expiresAtMs) > END_TOLERANCE_MS) {
    const nowMs = (await target.market('NSE')).nowMs;
    return {
      ...warned(
        expected,
        `the token ends ${spokenInstant(expiresAtMs, nowMs)}, GET /profile says ${spokenInstant(validUntilMs, nowMs)}`,
        'Another program may have renewed or ended this token: keep one place that renews it.',
      ),
      measurements,
    };
  }
  const confirmed =
    validUntilMs === undefined ? 'the exchange tells no end' : 'the exchange tells the same end';
  const owner = consumer === undefined ? '' : `made for ${consumer}, `;
  return {
    ...passed(expected, `${owner}${spokenMinutes(lifeMs)} from its making, ${confirmed}`),
    measurements,
  };
}

async function judgeLife(target: CredentialTarget): Promise<Judgement> {
  const [facts, validUntilMs] = [await target.facts(), await target.validUntilMs()];
  const { nowMs, closesAtMs } = await target.market('NSE');
  const close = closesAtMs === undefined ? undefined : istTimeOfDay(closesAtMs);
  const expected =
    close === undefined ? 'time left on the token' : `a token that lives until the close at ${close} IST`;
  const ends = [facts.expiresAtMs, validUntilMs].filter((end) => end !== undefined);
  if (ends.length === 0) return passed(expected, 'the token states no end');
  const endMs = Math.min(...ends);
  const measurements: Measurement[] = [
    {
      name: 'left',
      value: Math.floor((endMs - nowMs) / 60_000),
      unit: 'min',
      ...(closesAtMs === undefined
        ? {}
        : { limit: { kind: 'min', value: Math.ceil((closesAtMs - nowMs) / 60_000) } }),
    },
  ];
  const left = `${spokenMinutes(Math.max(0, endMs - nowMs))} left, until ${spokenInstant(endMs, nowMs)}`;
  if (closesAtMs !== undefined && endMs < closesAtMs)
    return {
      ...failed(expected, left, `${NEW_TOKEN}, set it and restart the backend before the open`),
      measurements,
    };
  return { ...passed(expected, left), measurements };
}

function judgeRenewal(consumer: string | undefined): Judgement {
  const expected = 'a token that GET /RenewToken accepts';
  if (consumer === undefined) return notJudged(expected, 'the token does not say whom it was made for');
  if (consumer === 'SELF')
    return passed(expected, 'made for SELF: GET /RenewToken gives 24 h more while it lives, and ends it');
  return failed(
    expected,
    `made for ${consumer}: it cannot be renewed`,
    'Let the backend log in anew before it ends, or make a token of your own on web.dhan.co.',
  );
}

async function judgeDataPlan(target: ExchangeTarget): Promise<Judgement> {
  const expected = 'dataPlan Active';
  const answer = await target.profile();
  if (answer.kind === 'refused') return notJudged(expected, answer.reason);
  const { dataPlan } = answer.value;
  if (dataPlan.toLowerCase() === 'active') return passed(expected, `dataPlan ${dataPlan}`);
  return failed(
    expected,
    `200, but dataPlan is "${dataPlan}"`,
    'Subscribe to the Data APIs on web.dhan.co (DhanHQ Trading APIs), then run this again.',
  );
}

async function judgeStaticIp(target: ExchangeTarget): Promise<Judgement> {
  const expected = 'this machine has the registered static IP';
  const answer = await target.staticIp();
  if (answer.kind === 'refused') return notJudged(expected, `not told: ${answer.reason}`);
  const { isRegistered, isMatch, detected } = answer.value;
  if (!isRegistered)
    return notJudged(expected, 'none is registered; only a program that places orders needs one');
  if (isMatch === undefined)
    return notJudged(expected, 'one is registered; the exchange does not say if it is ours');
  if (isMatch) return passed(expected, 'registered, and this call came from it');
  return failed(
    expected,
    `this call came from ${detected ?? 'another address'}, which is not registered: orders are refused (400 DH-905 Invalid IP)`,
    'Place orders from the registered machine, or register this one: PUT /v2/ip/modifyIP, once in seven days.',
  );
}
