import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { MS_PER_DAY, MS_PER_SECOND, istToEpochMs } from '#engine/market/ist-time.ts';
import type { Credentials } from '#engine/ports.ts';
import type { Scenario, ScenarioAccount } from '#engine/scenario.ts';

/** Who may log in, and what a login is worth. */
export interface Accounts {
  readonly all: readonly Account[];
  /** The test credentials of an account, the scenario's first without an argument; undefined when there is none. */
  credentialsOf(clientId?: string): Credentials | undefined;
  find(clientId: string): Account | undefined;
  /** Whose token it is; undefined when it was not minted here. */
  ownerOf(accessToken: string): Account | undefined;
  judgeLogin(login: Login): LoginVerdict;
}

/** A test account with the token that was minted for it. */
export interface Account {
  readonly clientId: string;
  readonly accessToken: string;
  /** End of the token's life, epoch ms, enforced on scenario time. */
  readonly expiresAtMs: number;
  readonly dataPlan: ScenarioAccount['dataPlan'];
}

/** What a caller presents. `clientId` undefined: the route identifies the caller by the token alone. */
export interface Login {
  readonly accessToken: string | undefined;
  readonly clientId: string | undefined;
  /** Scenario time, epoch ms. */
  readonly nowMs: number;
}

/** `unknown`: a well-formed token this exchange never minted. `no-data-plan`: all is well but the data subscription. */
export type LoginVerdict =
  | 'ok'
  | 'missing'
  | 'malformed'
  | 'unknown'
  | 'expired'
  | 'client-mismatch'
  | 'no-data-plan';

/** Tokens live for a day since September 2025. Source: dhan-v2-wire 1.3. */
const TOKEN_LIFE_MS = MS_PER_DAY;
/** How long before the scenario (and before now) an expired token's life ended. */
const EXPIRED_SINCE_MS = MS_PER_DAY / 2;

/**
 * Mints one token per account of the scenario, the same for the same scenario, seed and times.
 * A valid one outlives the later of wall and scenario time by a day, so that a client which judges `exp` by its own clock accepts it too.
 */
export function createAccounts(options: {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly wallNowMs: number;
  readonly scenarioNowMs: number;
}): Accounts {
  const key = signingKey(options.scenario.name, options.seed);
  const all = options.scenario.accounts.map((account) => openAccount(account, key, options));
  const byClientId = new Map(all.map((account) => [account.clientId, account]));
  const byToken = new Map(all.map((account) => [account.accessToken, account]));
  return {
    all,
    credentialsOf(clientId = all[0]?.clientId) {
      const account = byClientId.get(clientId ?? '');
      return account && { clientId: account.clientId, accessToken: account.accessToken };
    },
    find: (clientId) => byClientId.get(clientId),
    ownerOf: (accessToken) => byToken.get(accessToken),
    judgeLogin: (login) => judgeLogin(login, key, byToken),
  };
}

function signingKey(scenarioName: string, seed: number): Buffer {
  return Buffer.from(hkdfSync('sha512', `preopen:${seed}`, scenarioName, 'access-token', 64));
}

function openAccount(
  account: ScenarioAccount,
  key: Buffer,
  options: { readonly scenario: Scenario; readonly wallNowMs: number; readonly scenarioNowMs: number },
): Account {
  const { date, startAt } = options.scenario.clock;
  const expiresAtMs =
    account.token === 'valid'
      ? Math.max(options.wallNowMs, options.scenarioNowMs) + TOKEN_LIFE_MS
      : Math.min(options.wallNowMs, istToEpochMs(date, startAt)) - EXPIRED_SINCE_MS;
  const expiresAtSecond = Math.floor(expiresAtMs / MS_PER_SECOND);
  return {
    clientId: account.clientId,
    accessToken: mintToken(account.clientId, expiresAtSecond, key),
    expiresAtMs: expiresAtSecond * MS_PER_SECOND,
    dataPlan: account.dataPlan,
  };
}

/** A compact JWS with the header and claims of a token made on web.dhan.co. Source: dhan-v2-wire 1.3. */
function mintToken(clientId: string, expiresAtSecond: number, key: Buffer): string {
  const header = base64UrlJson({ typ: 'JWT', alg: 'HS512' });
  const claims = base64UrlJson({
    iss: 'dhan',
    partnerId: '',
    exp: expiresAtSecond,
    iat: expiresAtSecond - TOKEN_LIFE_MS / MS_PER_SECOND,
    tokenConsumerType: 'SELF',
    webhookUrl: '',
    dhanClientId: clientId,
  });
  return `${header}.${claims}.${sign(`${header}.${claims}`, key).toString('base64url')}`;
}

function base64UrlJson(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function sign(signedPart: string, key: Buffer): Buffer {
  return createHmac('sha512', key).update(signedPart).digest();
}

function judgeLogin(login: Login, key: Buffer, byToken: ReadonlyMap<string, Account>): LoginVerdict {
  if (!login.accessToken) return 'missing';
  if (!isWellFormed(login.accessToken)) return 'malformed';
  if (!isSignedWith(login.accessToken, key)) return 'unknown';
  const account = byToken.get(login.accessToken);
  if (!account) return 'unknown';
  if (login.nowMs >= account.expiresAtMs) return 'expired';
  if (login.clientId !== undefined && login.clientId !== account.clientId) return 'client-mismatch';
  return account.dataPlan === 'Active' ? 'ok' : 'no-data-plan';
}

/** Three base64url parts, the first two JSON objects: what a gateway can tell without a key. */
function isWellFormed(token: string): boolean {
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => part !== '') && parts.slice(0, 2).every(isJsonObject);
}

function isJsonObject(part: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function isSignedWith(token: string, key: Buffer): boolean {
  const end = token.lastIndexOf('.');
  const expected = sign(token.slice(0, end), key);
  const presented = Buffer.from(token.slice(end + 1), 'base64url');
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}
