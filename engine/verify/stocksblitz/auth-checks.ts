import type { Judgement } from '../check.ts';
import { judgeAuthMatrix } from '../declared/auth-matrix-check.ts';
import type { AuthCredential, AuthEndpoint } from '../declared/auth-matrix-check.ts';
import type { Probes } from '../declared/declared-check.ts';
import { judgeJwt } from '../declared/jwt-check.ts';
import { membersOf, spokenAnswer } from '../http-answer.ts';
import { failed, passed } from '../judgement.ts';
import { askJson } from './asked-json.ts';
import type { VerifiedPlatform } from './platform-places.ts';

const ALGORITHM = 'RS256';
const CLOCK_SKEW_MS = 60_000;

/** A login of one run: made once, because logins are limited. */
export class PlatformLogin {
  readonly #platform: VerifiedPlatform;
  /** Undefined until the login was accepted. */
  token: string | undefined;

  constructor(platform: VerifiedPlatform) {
    this.#platform = platform;
  }

  /** A limited login is pending: as the original's operators put it, expected and no bug. */
  async judge(probes: Probes): Promise<Judgement> {
    const { userServiceUrl, email, password } = this.#platform;
    const expected = 'the login is accepted and brings an access token';
    const { answer, headers } = await askJson(probes, `${userServiceUrl}/v1/auth/login`, {
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
    this.token = token;
    return passed(expected, 'HTTP 200 with an access token');
  }
}

/** The token holds against the published keys. */
export function judgeToken(platform: VerifiedPlatform, token: string, probes: Probes): Promise<Judgement> {
  return judgeJwt(
    {
      kind: 'jwt',
      token,
      keys: { kind: 'jwks', url: `${platform.userServiceUrl}/v1/auth/.well-known/jwks.json` },
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
  );
}

const QUERY = 'symbol=NIFTY50&timeframe=1min';
/** A value, too few candles yet, or an indicator that is not computed there: others judge which. */
const LET_THROUGH = [200, 409, 501];
const GUARDED = [
  `/indicators/current?${QUERY}&indicators=SMA_1`,
  `/indicators/history?${QUERY}&indicator=SMA_1&lookback=1`,
  `/indicators/at-offset?${QUERY}&indicators=SMA_1&offset=0`,
];

/** The reading indicator routes by credential: none and a wrong one are refused, a JWT and an API key let through. */
export function judgeGuards(
  { backendUrl, apiKey }: VerifiedPlatform,
  token: string,
  probes: Probes,
): Promise<Judgement> {
  const endpoints = GUARDED.map((path): AuthEndpoint => ({
    method: 'GET',
    path,
    expect: new Map(),
    isGuessed: false,
  }));
  const bearer = (name: AuthCredential['name'], value: string): AuthCredential => ({
    name,
    headers: { authorization: `Bearer ${value}` },
    expect: name === 'bad' ? 'refused' : LET_THROUGH,
  });
  return judgeAuthMatrix(
    {
      kind: 'authMatrix',
      baseUrl: backendUrl,
      endpoints,
      without: [],
      methods: ['GET'],
      credentials: [
        { name: 'none', headers: {}, expect: 'refused' },
        bearer('bad', 'not-a-credential'),
        bearer('jwt', token),
        ...(apiKey === undefined ? [] : [bearer('apiKey', apiKey)]),
      ],
    },
    probes.authMatrix,
  );
}
