import type { Check, Judgement } from '../check.ts';
import { judgeAuthMatrix } from '../declared/auth-matrix-check.ts';
import type { AuthCredential, AuthEndpoint } from '../declared/auth-matrix-check.ts';
import { judgeJwt } from '../declared/jwt-check.ts';
import { membersOf, spokenAnswer } from '../http-answer.ts';
import { failed, notJudged, passed } from '../judgement.ts';
import { askJson } from './asked-json.ts';
import type { PlatformTarget } from './platform-target.ts';

const ALGORITHM = 'RS256';
const CLOCK_SKEW_MS = 60_000;
const GROUP = 'auth';

/** Login, token and who is let in. */
export const authChecks: readonly Check<PlatformTarget>[] = [
  {
    id: 'auth.login',
    title: 'A user can log in',
    asserts:
      'The user service accepts the login and gives an access token; a limited login (429) is pending and no fault.',
    group: GROUP,
    dependsOn: [],
    run: judgeLogin,
  },
  {
    id: 'auth.jwt',
    title: 'The token holds against the published keys',
    asserts: 'The access token is RS256, signed by a key of the JWKS, with issuer, audience and a life left.',
    group: GROUP,
    dependsOn: ['auth.login'],
    run: judgeToken,
  },
  {
    id: 'auth.matrix',
    title: 'The indicator routes ask who calls: JWT and API key, and nothing else',
    asserts:
      'All six indicator routes refuse no credential and a wrong one with 401, and let a JWT and, where one is given, an API key through; nothing is subscribed to.',
    group: GROUP,
    dependsOn: ['auth.login'],
    run: judgeGuards,
  },
];

/** Judges what only somebody who is logged in can ask. */
export async function loggedIn(
  { token }: PlatformTarget,
  judge: (token: string) => Promise<Judgement>,
): Promise<Judgement> {
  return token === undefined ? notJudged('a login', 'none was accepted') : judge(token);
}

/** A limited login is pending: as the original's operators put it, expected and no bug. Source: seed-requirements A10 item 90. */
async function judgeLogin(target: PlatformTarget): Promise<Judgement> {
  const { userServiceUrl, email, password } = target.places;
  const expected = 'the login is accepted and brings an access token';
  const { answer, headers } = await askJson(target, `${userServiceUrl}/v1/auth/login`, {
    json: { email, password },
  });
  const token = membersOf(answer.value)['access_token'];
  if (answer.status === 429)
    return {
      status: 'pending',
      expected,
      observed: `logins are limited, next in ${headers['retry-after'] ?? 'some'} s`,
      remedy: 'Verify again after that time.',
    };
  if (answer.status !== 200 || typeof token !== 'string')
    return failed(
      expected,
      answer.status === 200 ? 'HTTP 200 without an access token' : spokenAnswer(answer),
      'Set PLATFORM_EMAIL and PLATFORM_PASSWORD to a user who can log in without a second factor.',
    );
  target.token = token;
  return passed(expected, 'HTTP 200 with an access token');
}

function judgeToken(target: PlatformTarget): Promise<Judgement> {
  const { places, probes } = target;
  return loggedIn(target, (token) =>
    judgeJwt(
      {
        kind: 'jwt',
        token,
        keys: { kind: 'jwks', url: `${places.userServiceUrl}/v1/auth/.well-known/jwks.json` },
        expect: {
          algorithms: [ALGORITHM],
          issuer: 'user_service',
          audience: 'trading_platform',
          lifeMsMin: 0,
          claims: new Map(),
          keyCount: { min: 1 },
          clockSkewMsMax: CLOCK_SKEW_MS,
        },
      },
      probes.jwt,
    ),
  );
}

const QUERY = 'symbol=NIFTY50&timeframe=1min';
/** A value, no candle yet or too few, or an indicator that is not computed there: others judge which. */
const LET_THROUGH = [200, 404, 409, 501];
/** A request without a word of what to subscribe to: whoever is let in hears of that, and nothing is changed. */
const NOTHING_ASKED = [400, 422];
const GUARDED: readonly AuthEndpoint[] = [
  reading(`/indicators/current?${QUERY}&indicators=SMA_1`),
  reading(`/indicators/history?${QUERY}&indicator=SMA_1&lookback=1`),
  reading(`/indicators/at-offset?${QUERY}&indicators=SMA_1&offset=0`),
  posting('/indicators/batch', {
    symbol: 'NIFTY50',
    queries: [{ timeframe: '1min', indicator: 'SMA_1', lookback: 1 }],
  }),
  posting('/indicators/subscribe', {}, NOTHING_ASKED),
  posting('/indicators/unsubscribe', {}, NOTHING_ASKED),
];

function reading(path: string): AuthEndpoint {
  return { method: 'GET', path, expect: new Map(), isGuessed: false };
}

function posting(path: string, json: object, letThrough: readonly number[] = LET_THROUGH): AuthEndpoint {
  return {
    method: 'POST',
    path,
    body: { text: JSON.stringify(json), contentType: 'application/json' },
    expect: new Map([
      ['jwt', letThrough],
      ['apiKey', letThrough],
    ]),
    isGuessed: false,
  };
}

function judgeGuards(target: PlatformTarget): Promise<Judgement> {
  const { backendUrl, apiKey } = target.places;
  const bearer = (name: AuthCredential['name'], value: string): AuthCredential => ({
    name,
    headers: { authorization: `Bearer ${value}` },
    expect: name === 'bad' ? 'refused' : LET_THROUGH,
  });
  return loggedIn(target, (token) =>
    judgeAuthMatrix(
      {
        kind: 'authMatrix',
        baseUrl: backendUrl,
        endpoints: GUARDED,
        without: [],
        methods: ['GET', 'POST'],
        credentials: [
          { name: 'none', headers: {}, expect: 'refused' },
          bearer('bad', 'not-a-credential'),
          bearer('jwt', token),
          ...(apiKey === undefined ? [] : [bearer('apiKey', apiKey)]),
        ],
      },
      target.probes.authMatrix,
    ),
  );
}
