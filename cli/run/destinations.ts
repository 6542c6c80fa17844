/** Which host leads where while a backend is rehearsed. The injected hooks decide by the same lists and texts, from the settings file. */
import { hostname } from 'node:os';
import { isIP } from 'node:net';
import { ConfigError } from '#engine/errors.ts';
import { DHAN_HOSTS } from '#mock-dhan/dhan-hosts.ts';

/** `exchange`: led to the mock; `local`: this machine; `allowed`: named by --allow; `refused`: everything else. */
export type Destination = 'exchange' | 'local' | 'allowed' | 'refused';

/** Dhan's US stocks: a certificate names their hosts, but the mock does not simulate them. */
const OUT_OF_SCOPE: readonly string[] = ['api-global-stocks.dhan.co', 'global-stocks-api-feed.dhan.co'];

/** The hosts that lead to the mock. */
export const REDIRECTED_HOSTS: readonly string[] = DHAN_HOSTS.filter((host) => !OUT_OF_SCOPE.includes(host));

/** Names of this machine; its addresses are 127.x.x.x and ::1. */
export const LOCAL_NAMES: readonly string[] = ['localhost', hostname().toLowerCase()];

/** What is said of a refused host, `{host}` standing for it: of Dhan's other hosts, and of the rest of the world. */
export const REFUSALS = {
  dhan: 'preopen run: {host} refused: the mock does not simulate this host of Dhan, and the real one is never called in a rehearsal.',
  other:
    'preopen run: {host} refused: expected a host of Dhan or this machine, was another. Pass --allow {host} if the backend may call it.',
} as const;

/** `host`: a name or an address as a client says it. */
export function destinationOf(host: string, allowed: readonly string[]): Destination {
  const name = plainName(host);
  if (REDIRECTED_HOSTS.includes(name)) return 'exchange';
  if (isLocal(name)) return 'local';
  return allowed.includes(name) && !isDhan(name) ? 'allowed' : 'refused';
}

/** Says that a host is refused and what to do. */
export function refusalOf(host: string): string {
  const name = plainName(host);
  return REFUSALS[isDhan(name) ? 'dhan' : 'other'].replaceAll('{host}', name);
}

/** Reads `--allow`, lower-cased. Errors: ConfigError for a URL, a port, and for hosts of Dhan's. */
export function allowedHosts(hosts: readonly string[]): readonly string[] {
  return hosts.map((host) => {
    const name = plainName(host);
    if (isDhan(name))
      throw new ConfigError(
        `run --allow: expected a host outside Dhan, was "${host}". A host of Dhan's always leads to the mock; leave it out.`,
      );
    if (isIP(name) === 0 && !/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(name))
      throw new ConfigError(
        `run --allow: expected a host name or an address, such as api.telegram.org, was "${host}". Leave scheme, port and path out.`,
      );
    return name;
  });
}

function plainName(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function isDhan(name: string): boolean {
  return name === 'dhan.co' || name.endsWith('.dhan.co');
}

function isLocal(name: string): boolean {
  if (LOCAL_NAMES.includes(name) || name.endsWith('.localhost')) return true;
  if (name === '' || name === '::1' || name === '::' || name === '0.0.0.0') return true;
  return isIP(name) !== 0 && /^(?:::ffff:)?127\./.test(name);
}
