import { istTimeOfDay } from '../../market/ist-time.ts';
import { spokenMinutes } from '../../market/spoken-time.ts';
import type { Check, Judgement } from '../check.ts';
import { settingLines } from '../credential-facts.ts';
import type { CredentialFacts } from '../credential-facts.ts';
import { failed, passed, warned } from '../judgement.ts';
import type { CredentialTarget } from '../targets.ts';

/** The first step of every mend of a token. */
export const NEW_TOKEN = 'Make a token of today on web.dhan.co (My Profile, DhanHQ Trading APIs)';

/**
 * Both halves are set somewhere: environment, `.env` or the database. Asked only of an exchange that answers: whether a token is
 * alive is judged at the exchange's time, and an exchange nobody reaches leaves the whole run inconclusive.
 */
export const credentialsPresent: Check<CredentialTarget> = {
  id: 'credentials.present',
  title: 'Client id and access token are set',
  asserts: 'Client id and access token stand in the environment, in .env or in the table dhan_credentials.',
  group: 'credentials',
  dependsOn: ['exchange.reachable'],
  run: async (target) => judgePresence(await target.facts()),
};

/** Not two live sources that contradict each other: a newer token ends the older one. */
export const credentialsUnambiguous: Check<CredentialTarget> = {
  id: 'credentials.unambiguous',
  title: 'The credential sources agree',
  asserts: 'No two sources hold live pairs that differ; an API key beside the token warns.',
  group: 'credentials',
  dependsOn: ['credentials.present'],
  run: async (target) => judgeAgreement(await target.facts()),
};

/** The token is a JWT whose end has not come at the target's time. */
export const tokenValid: Check<CredentialTarget> = {
  id: 'token.valid',
  title: 'The access token is readable and has not expired',
  asserts:
    "The token is a JWT whose end has not come at the exchange's time; one made for another client id warns.",
  group: 'token',
  dependsOn: ['credentials.unambiguous'],
  run: async (target) => judgeValidity(await target.facts(), (await target.market('NSE')).nowMs),
};

function judgePresence(facts: CredentialFacts): Judgement {
  const expected =
    'DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN in the environment, in .env or in the table dhan_credentials';
  if (facts.state === 'missing')
    return failed(expected, `neither is set: ${facts.details.join('; ')}`, settingLines());
  if (facts.state === 'partial')
    return failed(
      expected,
      `${facts.missing.join(', ')} is missing: ${facts.details.join('; ')}`,
      settingLines(facts.missing),
    );
  return passed(expected, facts.source === undefined ? 'both are set' : `both are set (${facts.source})`);
}

function judgeAgreement(facts: CredentialFacts): Judgement {
  const expected = 'one live pair of client id and token, or the same pair everywhere';
  if (facts.state === 'ambiguous')
    return failed(
      expected,
      facts.details.join('; '),
      'Keep the newer token and remove DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN from the other source.',
    );
  const conflict = facts.details.find((detail) => detail.startsWith('warning:'));
  if (conflict !== undefined)
    return warned(expected, conflict.slice('warning:'.length).trim(), 'unset DHAN_API_KEY DHAN_API_SECRET');
  return passed(expected, facts.source === undefined ? 'no contradiction' : `using the ${facts.source} pair`);
}

function judgeValidity(facts: CredentialFacts, nowMs: number): Judgement {
  const expected = `a JWT that is valid at ${istTimeOfDay(nowMs)} IST, the target's time`;
  const remedy = `${NEW_TOKEN}, then ${settingLines(['DHAN_ACCESS_TOKEN'])}`;
  if (facts.state === 'unusable') return failed(expected, facts.details.join('; '), remedy);
  const { expiresAtMs } = facts;
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs)
    return failed(expected, `it expired ${spokenMinutes(nowMs - expiresAtMs)} ago`, remedy);
  const foreign = facts.details.find((detail) => detail.includes('the token was made for client'));
  if (foreign !== undefined)
    return warned(expected, foreign, 'Set DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN of the same account.');
  return passed(expected, expiresAtMs === undefined ? 'it states no end' : 'it is readable and alive');
}
