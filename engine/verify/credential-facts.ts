/** What is known about the credentials of this run. Never a secret. */
export interface CredentialFacts {
  /** `missing`: no source holds a pair; `partial`: half a pair; `ambiguous`: two live sources disagree; `unusable`: expired or garbled. */
  readonly state: 'found' | 'missing' | 'partial' | 'ambiguous' | 'unusable';
  /** `environment`, `.env`, `database`; undefined unless found. */
  readonly source: string | undefined;
  /** The variables that no source sets. */
  readonly missing: readonly CredentialVariable[];
  /** One sentence per source or conflict, outermost first. */
  readonly details: readonly string[];
  /** When the chosen token ends, epoch ms; undefined when it does not say. */
  readonly expiresAtMs: number | undefined;
}

export type CredentialVariable = 'DHAN_CLIENT_ID' | 'DHAN_ACCESS_TOKEN';

/** The exact lines that set the variables, for a POSIX shell and for PowerShell. */
export function settingLines(variables: readonly CredentialVariable[]): string {
  const values = { DHAN_CLIENT_ID: 'YOUR_CLIENT_ID', DHAN_ACCESS_TOKEN: 'YOUR_DAILY_TOKEN' };
  const shell = variables.map((name) => `export ${name}="${values[name]}"`).join('; ');
  const powershell = variables.map((name) => `$env:${name} = "${values[name]}"`).join('; ');
  return `${shell} (PowerShell: ${powershell})`;
}
