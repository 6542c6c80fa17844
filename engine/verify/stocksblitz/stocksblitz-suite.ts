/**
 * The second system, StocksBlitz. The states its documents use are read so: COMPLETE is pass, PARTIALLY WORKING is warn, PENDING is pending,
 * and a KNOWN ISSUE fails until it is none, or is written down as one with `change: { ID: { severity: warn } }`.
 */
import { MS_PER_SECOND } from '../../market/ist-time.ts';
import type { Judgement } from '../check.ts';
import type { Declaration, DeclaredCheck, Probes } from '../declared/declared-check.ts';
import type { ValueRule } from '../declared/value-rule.ts';
import { notJudged } from '../judgement.ts';
import type { Suite } from '../suite.ts';
import { judgeGuards, judgeToken, PlatformLogin } from './auth-checks.ts';
import { judgeIndicator } from './indicator-checks.ts';
import { judgeBars, judgeMock, judgeMonitorAge, judgeOptions, judgeUnderlying } from './monitor-checks.ts';
import type { VerifiedPlatform } from './platform-places.ts';

/** Its name, as `verify --suite` takes it. */
export const STOCKSBLITZ = 'stocksblitz';

const CHANNELS = ['ticker:nifty:underlying', 'ticker:nifty:options'] as const;
const MESSAGE_MS_MAX = 10 * MS_PER_SECOND;

export function stocksblitzSuite(platform: VerifiedPlatform): Suite {
  return {
    schemaVersion: 1,
    name: STOCKSBLITZ,
    builtIn: [],
    targets: {},
    without: [],
    change: new Map(),
    checks: [
      ...healthChecks(platform),
      ...authChecks(platform),
      ...monitorChecks(platform),
      ...redisChecks(platform),
    ],
  };
}

function healthChecks({ backendUrl, userServiceUrl, tickerUrl }: VerifiedPlatform): readonly DeclaredCheck[] {
  return [
    check('backend.health', 'the backend is healthy', health(backendUrl, ['healthy'])),
    check('user-service.health', 'the user service is healthy', health(userServiceUrl, ['healthy', 'ok'])),
    check('ticker.health', 'the ticker service is healthy', health(tickerUrl, ['ok', 'healthy'])),
  ];
}

function authChecks(platform: VerifiedPlatform): readonly DeclaredCheck[] {
  const login = new PlatformLogin(platform);
  const loggedIn =
    (judge: (token: string, probes: Probes) => Promise<Judgement>) =>
    async (probes: Probes): Promise<Judgement> =>
      login.token === undefined ? notJudged('a login', 'none was accepted') : judge(login.token, probes);
  const indicator = (id: string, symbol: string, timeframe: string) =>
    custom(loggedIn((token, probes) => judgeIndicator(platform, { symbol, timeframe, id, token }, probes)));
  const afterLogin = ['auth.login'];
  return [
    check(
      'auth.login',
      'a user can log in',
      custom((probes) => login.judge(probes)),
    ),
    check(
      'auth.jwt',
      'the token holds against the published keys',
      custom(loggedIn((token, probes) => judgeToken(platform, token, probes))),
      afterLogin,
    ),
    check(
      'auth.matrix',
      'the indicator routes ask who calls: JWT and API key, and nothing else',
      custom(loggedIn((token, probes) => judgeGuards(platform, token, probes))),
      afterLogin,
    ),
    check('indicators.value', 'an indicator has a value', indicator('SMA_1', 'NIFTY50', '1min'), [
      'auth.matrix',
    ]),
    check('indicators.rsi', 'RSI_14 is an indicator', indicator('RSI_14', 'NIFTY50', '1min'), [
      'auth.matrix',
    ]),
    check('symbols.index', 'an index is found by its name', indicator('SMA_1', 'NIFTY 50', '5min'), [
      'indicators.value',
    ]),
    check('symbols.banknifty', 'BANKNIFTY is not taken for NIFTY', indicator('SMA_1', 'BANKNIFTY', '1min'), [
      'indicators.value',
    ]),
  ];
}

function monitorChecks(platform: VerifiedPlatform): readonly DeclaredCheck[] {
  const { barsUrl } = platform;
  return [
    check(
      'monitor.underlying',
      'the snapshot has the underlying',
      custom((probes) => judgeUnderlying(platform, probes)),
    ),
    check(
      'monitor.options',
      'the snapshot has the options',
      custom((probes) => judgeOptions(platform, probes)),
    ),
    check(
      'monitor.real',
      'nothing is made up',
      custom((probes) => judgeMock(platform, probes)),
    ),
    check(
      'monitor.fresh',
      'the snapshot is young',
      custom((probes) => judgeMonitorAge(platform, probes)),
    ),
    check(
      'bars.fresh',
      'option bars are written',
      custom(async (probes) =>
        barsUrl === undefined
          ? notJudged('option bars in a database', 'no database is named: set PLATFORM_BARS_URL')
          : judgeBars(platform, barsUrl, probes),
      ),
    ),
  ];
}

function redisChecks({ redisUrl }: VerifiedPlatform): readonly DeclaredCheck[] {
  const redis = (more: Partial<Extract<Declaration, { kind: 'redis' }>>): Declaration => ({
    kind: 'redis',
    url: redisUrl,
    subscribers: new Map(),
    channels: new Map(),
    messages: [],
    keys: new Map(),
    ...more,
  });
  const price: ValueRule = { min: 0 };
  const [underlying, options] = CHANNELS;
  return [
    check(
      'redis.subscribers',
      'somebody listens to the channels',
      redis({ subscribers: new Map(CHANNELS.map((channel) => [channel, 1])) }),
    ),
    check(
      'redis.underlying',
      'the underlying is published',
      redis({
        messages: [{ channel: underlying, withinMs: MESSAGE_MS_MAX, json: new Map([['$.close', price]]) }],
      }),
    ),
    check(
      'redis.options',
      'options are published',
      redis({
        messages: [{ channel: options, withinMs: MESSAGE_MS_MAX, json: new Map([['$.price', price]]) }],
      }),
    ),
  ];
}

function check(
  id: string,
  title: string,
  declaration: Declaration,
  dependsOn: readonly string[] = [],
): DeclaredCheck {
  const [group = id] = id.split('.');
  return { id, title, group, severity: 'fail', tags: [group], dependsOn, declaration };
}

function custom(run: (probes: Probes) => Promise<Judgement>): Declaration {
  return { kind: 'custom', run };
}

function health(url: string, states: readonly string[]): Declaration {
  return {
    kind: 'http',
    url: `${url}/health`,
    method: 'GET',
    headers: {},
    expect: {
      status: [200],
      mayBeEmpty: false,
      headers: new Map(),
      json: new Map([['$.status', { oneOf: states }]]),
    },
  };
}
