import { parseFirstVersionLogin } from '#engine/wire/first-version-login.ts';
import { parseOrderUpdateLogin } from '#engine/wire/order-update-login.ts';
import type { FeedLogin } from '../feed/feed-login.ts';

/** Headers and query keys in which a call names its client, the surest first. */
const HEADERS = ['client-id', 'dhanClientId'] as const;
const QUERY_KEYS = ['dhanClientId', 'client_id', 'clientId'] as const;

/** The client id that a REST call names, in a header, in its token's claims or in its query; undefined when it names none. Proves nothing. */
export function callerOf({ headers, url }: Request): string | undefined {
  for (const name of HEADERS) if (headers.get(name)) return headers.get(name)!;
  const ofToken = clientIdOfToken(headers.get('access-token') ?? '');
  if (ofToken !== undefined) return ofToken;
  const query = new URL(url).searchParams;
  return QUERY_KEYS.map((key) => query.get(key)).find((value) => value) ?? undefined;
}

/** The consent, or the token id it came to, that a step of a login through a browser is about. */
export function consentOf({ url }: Request): string | undefined {
  const query = new URL(url).searchParams;
  return CONSENT_KEYS.map((key) => query.get(key)).find((value) => value) ?? undefined;
}

const CONSENT_KEYS = ['consentAppId', 'consentId', 'tokenId'] as const;

/** The client id that a feed's login names. */
export function callerOfLogin(login: FeedLogin | undefined): string | undefined {
  return login?.clientId ?? clientIdOfToken(login?.token ?? '');
}

/** The client id of a login that comes as a feed's first message. */
export function callerOfMessage(message: string | Uint8Array): string | undefined {
  if (typeof message === 'string') return parseOrderUpdateLogin(message)?.clientId;
  return parseFirstVersionLogin(message)?.clientId;
}

/** What an access token says of itself; it need not be true. */
function clientIdOfToken(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { dhanClientId } = claims as { readonly dhanClientId?: unknown };
    return typeof dhanClientId === 'string' ? dhanClientId : undefined;
  } catch {
    return undefined;
  }
}
