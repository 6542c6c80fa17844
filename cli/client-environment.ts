import type { ListeningExchange } from '#mock-dhan/listen.ts';
import { TEST_APP } from '#mock-dhan/world/consenting-parties.ts';
import type { Account } from '#mock-dhan/world/accounts.ts';

export type EnvironmentSyntax = 'sh' | 'ps' | 'json' | 'dotenv';

/**
 * Variables that point known clients at the mock: the documents' two, the base URLs SDKs with such a knob read, the test secrets of
 * every other login, and over TLS the authority's file.
 */
export function clientEnvironment(
  account: Account,
  listening: ListeningExchange,
  caFile?: string,
): Readonly<Record<string, string>> {
  return { ...credentialEnvironment(account), ...urlEnvironment(listening, caFile) };
}

/** The base URLs, and over TLS the authority's file. */
export function urlEnvironment(
  { restUrl, originUrl, feedUrl }: ListeningExchange,
  caFile?: string,
): Readonly<Record<string, string>> {
  return {
    DHAN_AUTH_URL: originUrl,
    DHAN_BASE_URL: restUrl,
    DHAN_SANDBOX_BASE_URL: restUrl,
    DHAN_WS_MARKET_URL: feedUrl,
    DHAN_MASTER_URL: `${originUrl}/api-data/api-scrip-master-detailed.csv`,
    ...(caFile === undefined ? {} : trustEnvironment(caFile)),
  };
}

/** The documents' two variables, and the test secrets of every other login. */
export function credentialEnvironment({
  clientId,
  accessToken,
  secrets,
}: Account): Readonly<Record<string, string>> {
  return {
    DHAN_CLIENT_ID: clientId,
    DHAN_ACCESS_TOKEN: accessToken,
    DHAN_PIN: secrets.pin,
    DHAN_TOTP_SECRET: secrets.totpSecret,
    DHAN_APP_ID: TEST_APP.id,
    DHAN_APP_SECRET: TEST_APP.secret,
  };
}

/** The variables by which Node, OpenSSL (Python's ssl, Ruby, Go), Python requests and curl learn of an authority. */
function trustEnvironment(caFile: string): Readonly<Record<string, string>> {
  return {
    NODE_EXTRA_CA_CERTS: caFile,
    SSL_CERT_FILE: caFile,
    REQUESTS_CA_BUNDLE: caFile,
    CURL_CA_BUNDLE: caFile,
  };
}

export function renderEnvironment(env: Readonly<Record<string, string>>, syntax: EnvironmentSyntax): string {
  if (syntax === 'json') return `${JSON.stringify(env, undefined, 2)}\n`;
  return Object.entries(env)
    .map(([name, value]) => `${assignment(name, value, syntax)}\n`)
    .join('');
}

function assignment(name: string, value: string, syntax: 'sh' | 'ps' | 'dotenv'): string {
  switch (syntax) {
    case 'sh':
      return `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`;
    case 'ps':
      return `$env:${name} = '${value.replaceAll("'", "''")}'`;
    case 'dotenv':
      return `${name}="${value}"`;
  }
}
