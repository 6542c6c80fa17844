import { readAccessToken } from '../cache/access-token.ts';
import type { CredentialResolution } from '../cache/credentials.ts';

/** The two halves of a login, as variables. */
export type CredentialVariable = 'DHAN_CLIENT_ID' | 'DHAN_ACCESS_TOKEN';

const VARIABLES = ['DHAN_CLIENT_ID', 'DHAN_ACCESS_TOKEN'] as const;

/** What is known about the credentials of this run. Never a secret. */
export interface CredentialFacts {
  /** `missing`: no source holds a pair; `partial`: half a pair; `ambiguous`: two live sources disagree; `unusable`: expired or garbled. */
  readonly state: 'found' | 'missing' | 'partial' | 'ambiguous' | 'unusable';
  /** `environment`, `.env`, `database`; undefined unless found. */
  readonly source: string | undefined;
  /** The half that is not set; empty unless `partial`. */
  readonly missing: readonly CredentialVariable[];
  /** One sentence per source or conflict, outermost first. */
  readonly details: readonly string[];
  /** When the chosen token ends, epoch ms; undefined when it does not say. */
  readonly expiresAtMs: number | undefined;
  /** When it was made, epoch ms, and for whom (`SELF`, `APP`); undefined where the token does not say or none was found. */
  readonly issuedAtMs: number | undefined;
  readonly consumer: string | undefined;
}

/**
 * The engine's resolution as facts to judge. It refuses with sentences only, so their words tell why: a source with a dead or
 * garbled token outranks one with half a pair, because it is the one that was meant.
 */
export function credentialFacts(resolution: CredentialResolution): CredentialFacts {
  if (resolution.kind === 'found') {
    const { source, expiresAtMs, notes } = resolution;
    const reading = readAccessToken(resolution.credentials.accessToken);
    const { issuedAtMs, consumer } = reading.ok ? reading.claims : UNREAD;
    return { state: 'found', source, missing: [], details: notes, expiresAtMs, issuedAtMs, consumer };
  }
  const details = [...resolution.causes, ...resolution.notes];
  const missing = VARIABLES.filter((name) => details.some((detail) => detail.includes(`${name} is missing`)));
  return {
    state: refusalState(details, missing),
    source: undefined,
    missing,
    details,
    expiresAtMs: undefined,
    ...UNREAD,
  };
}

const UNREAD = { issuedAtMs: undefined, consumer: undefined };

/** The exact lines that set the variables, both unless told, for a POSIX shell and for PowerShell. */
export function settingLines(variables: readonly CredentialVariable[] = VARIABLES): string {
  const values = { DHAN_CLIENT_ID: 'YOUR_CLIENT_ID', DHAN_ACCESS_TOKEN: 'YOUR_DAILY_TOKEN' };
  const shell = variables.map((name) => `export ${name}="${values[name]}"`).join('; ');
  const powershell = variables.map((name) => `$env:${name} = "${values[name]}"`).join('; ');
  return `${shell} (PowerShell: ${powershell})`;
}

function refusalState(
  details: readonly string[],
  missing: readonly CredentialVariable[],
): CredentialFacts['state'] {
  if (details.some((detail) => detail.includes('sources disagree'))) return 'ambiguous';
  if (details.some((detail) => /token expired|access token is unusable/.test(detail))) return 'unusable';
  return missing.length > 0 ? 'partial' : 'missing';
}
