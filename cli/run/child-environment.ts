/** The environment of the rehearsed program: the user's, but for what leads to Dhan, what it trusts and whose account it is. */
import { delimiter } from 'node:path';
import { pathToFileURL } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that opens an account at Dhan; its inherited value belongs to the real one. */
const ACCOUNT_VARIABLE = /^DHAN_.*(?:TOKEN|SECRET|PIN|KEY|PASSWORD|CLIENT_ID|APP_ID)/i;
const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'https_proxy', 'http_proxy', 'all_proxy'];
/** Without ::1, which some versions of httpx take for a malformed address; the proxy lets it through all the same. */
const NO_PROXY = 'localhost,127.0.0.1';
/** Each replaces the authorities a program trusts, but for Node's, which adds to them. */
const TRUST_VARIABLES = [
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'WEBSOCKET_CLIENT_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
] as const;

export interface ChildSetting {
  /** Folder of the injected sitecustomize.py. */
  readonly hooksFolder: string;
  readonly nodeHook: string;
  readonly proxyUrl: string;
  /** File of every authority to trust. */
  readonly trustFile: string;
  /** The test account's variables, as far as the scenario's backend has any. */
  readonly credentials: Readonly<Record<string, string>>;
  /** What sets its time, if anything does. */
  readonly fakeTime: Readonly<Record<string, string>>;
}

/** Certificate files the user has named already. */
export function usersTrustFiles(inherited: Environment): readonly string[] {
  const files = TRUST_VARIABLES.flatMap((name) => inherited[name] || []);
  return [...new Set(files)];
}

/** `withheld`: names of inherited account variables whose values are not passed on. */
export function childEnvironment(
  inherited: Environment,
  setting: ChildSetting,
): { readonly env: Readonly<Record<string, string>>; readonly withheld: readonly string[] } {
  const kept = Object.entries(inherited).flatMap(([name, value]) =>
    value === undefined || ACCOUNT_VARIABLE.test(name) ? [] : [[name, value] as const],
  );
  const withheld = Object.keys(inherited).filter(
    (name) => ACCOUNT_VARIABLE.test(name) && inherited[name] !== setting.credentials[name],
  );
  const env = {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(PROXY_VARIABLES.map((name) => [name, setting.proxyUrl])),
    NO_PROXY,
    no_proxy: NO_PROXY,
    ...Object.fromEntries(TRUST_VARIABLES.map((name) => [name, setting.trustFile])),
    PYTHONPATH: joined([setting.hooksFolder, inherited['PYTHONPATH']], delimiter),
    // Before the user's own, so that what those load is redirected too.
    NODE_OPTIONS: joined(
      [`--import ${pathToFileURL(setting.nodeHook).href}`, inherited['NODE_OPTIONS']],
      ' ',
    ),
    ...setting.credentials,
    ...setting.fakeTime,
  };
  return { env, withheld };
}

/** An empty part of PYTHONPATH would mean the working folder. */
function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter(Boolean).join(separator);
}
