import { MS_PER_DAY, MS_PER_SECOND, istToEpochMs } from '#engine/market/ist-time.ts';
import type { Credentials } from '#engine/ports.ts';
import type { Scenario, ScenarioAccount } from '#engine/scenario.ts';
import { TOKEN_LIFE_MS, createTokenMint, isWellFormedToken } from './tokens.ts';
import type { TokenConsumer, TokenMint } from './tokens.ts';

/** Who may log in, and what a login is worth. */
export interface Accounts {
  readonly all: readonly Account[];
  /** The present credentials of an account, the scenario's first without an argument; undefined when there is none. */
  credentialsOf(clientId?: string): Credentials | undefined;
  find(clientId: string): Account | undefined;
  /** Whose token it is; undefined when it was not minted here, or was replaced since. */
  ownerOf(accessToken: string): Account | undefined;
  judgeLogin(login: Login): LoginVerdict;
  /** What became of a token that was good once, for connections that outlive it. */
  judgeToken(accessToken: string, nowMs: number): TokenVerdict;
  /** Gives the account a new token and kills its old one at once. Source: dhan-v2-wire 1.3. */
  renewToken(account: Account, token: NewToken): void;
  /** Kills its token at once; `onRefused` hears of every login that is refused for it, until there is a new one. */
  endToken(account: Account, end: { readonly nowMs: number; readonly onRefused: () => void }): void;
  /** Ends its data plan; `onRefused` hears of every login that is refused for it. */
  endDataPlan(account: Account, onRefused: () => void): void;
}

/** A test account with its one live token; a mint or a renewal changes token, consumer, partner and life. */
export interface Account {
  readonly clientId: string;
  readonly accessToken: string;
  readonly consumer: TokenConsumer;
  /** The partner or app that the token was made for; empty for the account's own. */
  readonly partnerId: string;
  /** End of the token's life, epoch ms, enforced on scenario time. */
  readonly expiresAtMs: number;
  readonly dataPlan: ScenarioAccount['dataPlan'];
  /** The secrets of the TOTP login. */
  readonly secrets: LoginSecrets;
  /** Where the browser goes after a consent, without a trailing slash. */
  readonly redirectUrl: string;
  /** Its webhook. */
  readonly postbackUrl: string | undefined;
}

/** Test secrets of a mock: they open nothing else. */
export interface LoginSecrets {
  readonly pin: string;
  /** Base32, as an authenticator app takes it. */
  readonly totpSecret: string;
}

/** What a token is made for; it lives a day from `nowMs`, scenario time in epoch ms. */
export interface NewToken {
  readonly consumer: TokenConsumer;
  readonly partnerId: string;
  readonly nowMs: number;
}

/** What a caller presents. `clientId` undefined: the route identifies the caller by the token alone. */
export interface Login {
  readonly accessToken: string | undefined;
  readonly clientId: string | undefined;
  /** Scenario time, epoch ms. */
  readonly nowMs: number;
  /** Whether what is asked for belongs to the data plan. */
  readonly needsDataPlan: boolean;
}

/** `unknown`: not the token of any account, because it never was or because a newer one took its place. */
export type TokenVerdict = 'ok' | 'unknown' | 'expired';

/** `unknown`: well formed, but not the token of any account. `no-data-plan`: all is well but the data subscription. */
export type LoginVerdict = TokenVerdict | 'missing' | 'malformed' | 'client-mismatch' | 'no-data-plan';

/** How long before the scenario (and before now) an expired token's life ended. */
const EXPIRED_SINCE_MS = MS_PER_DAY / 2;
const DEFAULT_SECRETS: LoginSecrets = { pin: '111111', totpSecret: 'PREOPENMOCKTESTTOTPSECRET2345672' };
const DEFAULT_REDIRECT_URL = 'http://127.0.0.1:8000';

interface AccountState extends Account {
  accessToken: string;
  consumer: TokenConsumer;
  partnerId: string;
  expiresAtMs: number;
  dataPlan: ScenarioAccount['dataPlan'];
  onTokenRefused: (() => void) | undefined;
  onPlanRefused: (() => void) | undefined;
  /** Epoch s; never falls, so that no two tokens of the account are the same text. */
  issuedAtSecond: number;
}

/**
 * Mints one token per account of the scenario, the same for the same scenario, seed and times.
 * A valid one outlives the later of wall and scenario time by a day, so that a client which judges `exp` by its own clock accepts it too.
 */
export function createAccounts(options: {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly wallNowMs: number;
  readonly scenarioNowMs: number;
  /** Webhook of every account, instead of its own. */
  readonly webhookUrl?: string | undefined;
}): Accounts {
  const mint = createTokenMint(options.scenario.name, options.seed);
  const all = options.scenario.accounts.map((account) => openAccount(account, mint, options));
  const byClientId = new Map(all.map((account) => [account.clientId, account]));
  const byToken = new Map(all.map((account) => [account.accessToken, account]));
  const judgeToken = (accessToken: string, nowMs: number): TokenVerdict => {
    const account = byToken.get(accessToken);
    if (!account) return 'unknown';
    return nowMs >= account.expiresAtMs ? 'expired' : 'ok';
  };
  return {
    all,
    credentialsOf(clientId = all[0]?.clientId) {
      const account = byClientId.get(clientId ?? '');
      return account && { clientId: account.clientId, accessToken: account.accessToken };
    },
    find: (clientId) => byClientId.get(clientId),
    ownerOf: (accessToken) => byToken.get(accessToken),
    judgeToken,
    judgeLogin(login) {
      if (!login.accessToken) return 'missing';
      const verdict = judgeToken(login.accessToken, login.nowMs);
      if (verdict === 'unknown') return isWellFormedToken(login.accessToken) ? 'unknown' : 'malformed';
      const account = byToken.get(login.accessToken);
      if (verdict === 'expired') account?.onTokenRefused?.();
      return verdict === 'ok' ? judgeOwner(login, account) : verdict;
    },
    renewToken({ clientId }, token) {
      const account = byClientId.get(clientId);
      if (!account) return;
      byToken.delete(account.accessToken);
      replaceToken(account, mint, token);
      byToken.set(account.accessToken, account);
    },
    endToken({ clientId }, { nowMs, onRefused }) {
      const account = byClientId.get(clientId);
      if (!account) return;
      account.expiresAtMs = Math.min(account.expiresAtMs, nowMs);
      account.onTokenRefused = onRefused;
    },
    endDataPlan({ clientId }, onRefused) {
      const account = byClientId.get(clientId);
      if (!account) return;
      account.dataPlan = 'Deactive';
      account.onPlanRefused = onRefused;
    },
  };
}

function openAccount(
  account: ScenarioAccount,
  mint: TokenMint,
  options: Pick<
    Parameters<typeof createAccounts>[0],
    'scenario' | 'wallNowMs' | 'scenarioNowMs' | 'webhookUrl'
  >,
): AccountState {
  const { date, startAt } = options.scenario.clock;
  const expiresAtMs =
    account.token === 'valid'
      ? Math.max(options.wallNowMs, options.scenarioNowMs) + TOKEN_LIFE_MS
      : Math.min(options.wallNowMs, istToEpochMs(date, startAt)) - EXPIRED_SINCE_MS;
  const expiresAtSecond = Math.floor(expiresAtMs / MS_PER_SECOND);
  const issuedAtSecond = expiresAtSecond - TOKEN_LIFE_MS / MS_PER_SECOND;
  const { clientId, dataPlan, pin, totpSecret, redirectUrl } = account;
  const postbackUrl = options.webhookUrl ?? account.postbackUrl;
  return {
    clientId,
    accessToken: mint.mint({
      clientId,
      consumer: 'SELF',
      partnerId: '',
      issuedAtSecond,
      webhookUrl: postbackUrl,
    }),
    consumer: 'SELF',
    partnerId: '',
    expiresAtMs: expiresAtSecond * MS_PER_SECOND,
    // A first token may be dated by the wall; those after it are dated by the scenario, however far behind that is.
    issuedAtSecond: Math.min(issuedAtSecond, Math.floor(options.scenarioNowMs / MS_PER_SECOND)),
    dataPlan,
    onTokenRefused: undefined,
    onPlanRefused: undefined,
    secrets: {
      pin: pin ?? DEFAULT_SECRETS.pin,
      totpSecret: totpSecret ?? DEFAULT_SECRETS.totpSecret,
    },
    postbackUrl,
    redirectUrl: (redirectUrl ?? DEFAULT_REDIRECT_URL).replace(/\/+$/, ''),
  };
}

function judgeOwner(login: Login, account: AccountState | undefined): LoginVerdict {
  if (login.clientId !== undefined && login.clientId !== account?.clientId) return 'client-mismatch';
  if (account?.dataPlan === 'Active' || !login.needsDataPlan) return 'ok';
  account?.onPlanRefused?.();
  return 'no-data-plan';
}

function replaceToken(account: AccountState, mint: TokenMint, token: NewToken): void {
  const { consumer, partnerId, nowMs } = token;
  const issuedAtSecond = Math.max(Math.floor(nowMs / MS_PER_SECOND), account.issuedAtSecond + 1);
  account.issuedAtSecond = issuedAtSecond;
  account.consumer = consumer;
  account.partnerId = partnerId;
  account.onTokenRefused = undefined;
  account.expiresAtMs = issuedAtSecond * MS_PER_SECOND + TOKEN_LIFE_MS;
  const { clientId, postbackUrl: webhookUrl } = account;
  account.accessToken = mint.mint({ clientId, consumer, partnerId, issuedAtSecond, webhookUrl });
}
