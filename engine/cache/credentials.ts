import { istTimeOfDay } from '../market/ist-time.ts';
import { spokenDuration, spokenInstant } from '../market/spoken-time.ts';
import type { CredentialStoreState, Credentials, StoredCredentials } from '../ports.ts';
import { maskClientId, readAccessToken } from './access-token.ts';

/** A map of environment variables, from the process or from a `.env` file. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the database said; `unreadable` stands for a StoreError, already in words. */
export type CredentialDatabase =
  | CredentialStoreState
  | { readonly kind: 'unreadable'; readonly location: string; readonly problem: string };

/** Every place that may hold credentials, and the time that decides which of them still live. */
export interface CredentialSources {
  readonly environment: Variables;
  readonly dotenv: Variables;
  readonly storeState: CredentialDatabase;
  readonly nowMs: number;
}

/** The pair to use, or why there is none; sentences never hold a token. */
export type CredentialResolution =
  | {
      readonly kind: 'found';
      readonly credentials: Credentials;
      /** `environment`, `.env`, `environment and .env` or `database`. */
      readonly source: string;
      readonly expiresAtMs: number | undefined;
      /** What a person should know: skipped sources, remaining life, mode conflicts. Never a token. */
      readonly notes: readonly string[];
    }
  | {
      readonly kind: 'refused';
      /** Outermost first. */
      readonly causes: readonly string[];
      readonly remedy: string;
      readonly notes: readonly string[];
    };

/** One place credentials were looked for, and what was there. `detail` is a sentence part that names no secret. */
type Finding =
  | {
      readonly kind: 'live';
      readonly source: string;
      readonly credentials: Credentials;
      readonly expiresAtMs: number | undefined;
      readonly detail: string;
    }
  | { readonly kind: 'unusable'; readonly source: string; readonly detail: string };

const REMEDY =
  'Set both DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN (export NAME=..., in PowerShell $env:NAME = "...") with a token of today, then start again.';

/**
 * Chooses the credentials of this start: environment, then `.env`, then the table `dhan_credentials`. An expired or garbled
 * token is skipped and named; two usable sources that disagree are refused, because a new token kills the old one and
 * guessing would log in with a dead one. Source: design decision 6.
 */
export function resolveCredentials(sources: CredentialSources): CredentialResolution {
  const findings = [...variableFindings(sources), databaseFinding(sources.storeState, sources.nowMs)];
  const notes = modeConflicts(sources);
  const live = findings.filter((finding) => finding.kind === 'live');
  const chosen = live[0];
  if (!chosen) return refusedWithout(findings, notes);
  const other = live.find((finding) => !isSamePair(finding.credentials, chosen.credentials));
  if (other) return refusedDisagreement(chosen, other, notes);
  const skipped = findings
    .filter((finding) => finding.kind === 'unusable')
    .map((finding) => `${finding.source}: ${finding.detail}`);
  return {
    kind: 'found',
    credentials: chosen.credentials,
    source: chosen.source,
    expiresAtMs: chosen.expiresAtMs,
    notes: [`using the ${chosen.source} credentials, ${chosen.detail}`, ...skipped, ...notes],
  };
}

/**
 * A half pair in the environment is completed from `.env`, as every dotenv loader does: the client id often stands in the
 * file while the daily token is exported.
 */
function variableFindings({ environment, dotenv, nowMs }: CredentialSources): Finding[] {
  const fromEnvironment = pairOf(environment);
  const fromDotenv = pairOf(dotenv);
  const isHalf = (fromEnvironment.clientId === '') !== (fromEnvironment.accessToken === '');
  const joined = {
    clientId: fromEnvironment.clientId || fromDotenv.clientId,
    accessToken: fromEnvironment.accessToken || fromDotenv.accessToken,
  };
  const isCompleted = isHalf && joined.clientId !== '' && joined.accessToken !== '';
  return [
    isCompleted
      ? judgePair('environment and .env', joined, nowMs)
      : judgePair('environment', fromEnvironment, nowMs),
    judgePair('.env', fromDotenv, nowMs),
  ];
}

function pairOf(variables: Variables): Credentials {
  return {
    clientId: (variables['DHAN_CLIENT_ID'] ?? '').trim(),
    accessToken: (variables['DHAN_ACCESS_TOKEN'] ?? '').trim(),
  };
}

function judgePair(source: string, pair: Credentials, nowMs: number): Finding {
  const { clientId, accessToken } = pair;
  if (clientId === '' && accessToken === '')
    return { kind: 'unusable', source, detail: 'DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN are not set' };
  if (accessToken === '')
    return { kind: 'unusable', source, detail: 'DHAN_ACCESS_TOKEN is missing (DHAN_CLIENT_ID is set)' };
  if (clientId === '')
    return { kind: 'unusable', source, detail: 'DHAN_CLIENT_ID is missing (DHAN_ACCESS_TOKEN is set)' };
  return judgeToken(source, pair, nowMs);
}

function judgeToken(source: string, pair: Credentials, nowMs: number): Finding {
  const reading = readAccessToken(pair.accessToken);
  if (!reading.ok)
    return { kind: 'unusable', source, detail: `the access token is unusable: ${reading.problem}` };
  const { expiresAtMs, clientId } = reading.claims;
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs)
    return {
      kind: 'unusable',
      source,
      detail: `the token expired ${spokenDuration(nowMs - expiresAtMs)} ago`,
    };
  const life =
    expiresAtMs === undefined
      ? 'its expiry is not stated'
      : `valid for ${spokenDuration(expiresAtMs - nowMs)} more, until ${spokenInstant(expiresAtMs, nowMs)}`;
  const isForeign = clientId !== undefined && clientId !== pair.clientId;
  const account = isForeign
    ? `; warning: the token was made for client ${maskClientId(clientId)}, not ${maskClientId(pair.clientId)}`
    : '';
  return { kind: 'live', source, credentials: pair, expiresAtMs, detail: `${life}${account}` };
}

function databaseFinding(state: CredentialDatabase, nowMs: number): Finding {
  const source = 'database';
  if (state.kind === 'absent') return { kind: 'unusable', source, detail: `no file at ${state.location}` };
  if (state.kind === 'unreadable') return { kind: 'unusable', source, detail: state.problem };
  if (state.kind === 'empty' || state.rows.length === 0)
    return { kind: 'unusable', source, detail: `table dhan_credentials in ${state.location} has 0 rows` };
  const rows = [...state.rows].sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
  const findings = rows.map((row) => judgeRow(row, nowMs));
  return findings.find((finding) => finding.kind === 'live') ?? findings[0]!;
}

function judgeRow(row: StoredCredentials, nowMs: number): Finding {
  const source = 'database';
  if (row.clientId === '' || row.accessToken === '') {
    const missing = row.clientId === '' ? 'client_id' : 'daily_token and auth_token';
    return { kind: 'unusable', source, detail: `the row of dhan_credentials has no ${missing}` };
  }
  const finding = judgeToken(source, { clientId: row.clientId, accessToken: row.accessToken }, nowMs);
  const saved = row.savedAtMs === undefined ? '' : `, saved ${istTimeOfDay(row.savedAtMs).slice(0, 5)}`;
  return { ...finding, detail: `${finding.detail}${saved}` };
}

function modeConflicts({ environment, dotenv }: CredentialSources): string[] {
  const names = ['DHAN_API_KEY', 'DHAN_API_SECRET'].filter((name) => environment[name] || dotenv[name]);
  if (names.length === 0) return [];
  const verb = names.length === 1 ? 'is' : 'are';
  return [
    `warning: ${names.join(' and ')} ${verb} set beside the access token; some backends then switch to API-key mode and throw the token away`,
  ];
}

function isSamePair(a: Credentials, b: Credentials): boolean {
  return a.clientId === b.clientId && a.accessToken === b.accessToken;
}

function refusedWithout(findings: readonly Finding[], notes: readonly string[]): CredentialResolution {
  return {
    kind: 'refused',
    causes: [
      'No usable DhanHQ credentials: expected a client id and a live access token in the environment, .env or the database',
      ...findings.map((finding) => `${finding.source}: ${finding.detail}`),
    ],
    remedy: REMEDY,
    notes,
  };
}

function refusedDisagreement(
  chosen: Finding & { readonly kind: 'live' },
  other: Finding & { readonly kind: 'live' },
  notes: readonly string[],
): CredentialResolution {
  const what = chosen.credentials.clientId === other.credentials.clientId ? 'tokens' : 'client ids';
  return {
    kind: 'refused',
    causes: [
      `Two live credential sources disagree: ${chosen.source} and ${other.source} hold different ${what}`,
      `${chosen.source}: client ${maskClientId(chosen.credentials.clientId)}, ${chosen.detail}`,
      `${other.source}: client ${maskClientId(other.credentials.clientId)}, ${other.detail}`,
    ],
    remedy: `Keep one: a newer token ends the older one. Remove DHAN_CLIENT_ID and DHAN_ACCESS_TOKEN from the stale source.`,
    notes,
  };
}
