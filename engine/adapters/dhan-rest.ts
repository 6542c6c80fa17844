import { UpstreamError } from '../errors.ts';
import type { MasterRow } from '../market/instrument-master.ts';
import type { Credentials, ExchangeRest, HttpResponse, HttpTransport, InstrumentKey } from '../ports.ts';
import { bodyExcerpt } from '../verify/redact.ts';
import { readUpstreamFailure } from '../wire/error-bodies.ts';
import { parseExpiryList, parseOptionChain, parseProfile } from '../wire/rest-bodies.ts';
import type { Parsed } from '../wire/rest-bodies.ts';
import { parseDetailedMaster } from '../wire/scrip-master.ts';

/** Where the REST half is and what carries the calls. */
export interface DhanRestOptions {
  readonly transport: HttpTransport;
  /** `https://api.dhan.co/v2` or a mock's. */
  readonly restUrl: string;
  /** The detailed scrip master's address. */
  readonly masterUrl: string;
}

/** Dhan's REST half. Every call rejects with UpstreamError; neither token nor client id is ever part of its message. */
export function createDhanRest({ transport, restUrl, masterUrl }: DhanRestOptions): ExchangeRest {
  const base = restUrl.replace(/\/+$/, '');
  const get = (path: string, credentials: Credentials): Promise<HttpResponse> =>
    transport.send({ method: 'GET', url: `${base}${path}`, headers: headersFor(credentials) });
  const post = (path: string, credentials: Credentials, body: unknown): Promise<HttpResponse> =>
    transport.send({
      method: 'POST',
      url: `${base}${path}`,
      headers: headersFor(credentials),
      body: JSON.stringify(body),
    });
  return {
    profile: async (credentials) => read('/profile', await get('/profile', credentials), parseProfile),
    expiryList: async (credentials, underlying) => {
      const path = '/optionchain/expirylist';
      return read(path, await post(path, credentials, scripOf(underlying)), parseExpiryList);
    },
    optionChain: async (credentials, underlying, expiry) => {
      const path = '/optionchain';
      const body = { ...scripOf(underlying), Expiry: expiry };
      return read(path, await post(path, credentials, body), parseOptionChain);
    },
    instrumentMaster: async () => {
      const answer = await transport.send({ method: 'GET', url: masterUrl, headers: { accept: 'text/csv' } });
      return read('/api-scrip-master-detailed.csv', answer, parseMaster);
    },
  };
}

function headersFor({ accessToken, clientId }: Credentials): Record<string, string> {
  return {
    'access-token': accessToken,
    'client-id': clientId,
    'content-type': 'application/json',
    accept: 'application/json',
  };
}

function scripOf({ exchangeSegment, securityId }: InstrumentKey): {
  readonly UnderlyingScrip: number;
  readonly UnderlyingSeg: string;
} {
  return { UnderlyingScrip: securityId, UnderlyingSeg: exchangeSegment };
}

function read<T>(endpoint: string, answer: HttpResponse, parse: (text: string) => Parsed<T>): T {
  if (answer.status < 200 || answer.status > 299) throw refused(endpoint, answer);
  const parsed = parse(answer.body);
  if (parsed.ok) return parsed.value;
  throw new UpstreamError(
    `${endpoint}: expected a body as documented, was ${describeBody(answer)}. ${parsed.error}`,
    { failure: 'malformed', endpoint, status: answer.status },
  );
}

/** Single bad rows are left out, as the exchange's own file has dummy ones; a file without any sound row is no master. */
function parseMaster(text: string): Parsed<readonly MasterRow[]> {
  const { rows, problems } = parseDetailedMaster(text);
  if (rows.length > 0) return { ok: true, value: rows };
  return { ok: false, error: problems[0] ?? 'instrument master: expected rows, was none.' };
}

function refused(endpoint: string, answer: HttpResponse): UpstreamError {
  const refusal = readUpstreamFailure(answer.status, answer.body);
  const code = refusal.dhanCode === undefined ? '' : ` ${refusal.dhanCode}`;
  return new UpstreamError(
    `${endpoint}: expected 200, was ${answer.status}${code} (${refusal.message}). ${REMEDIES[refusal.failure]}`,
    { failure: refusal.failure, endpoint, status: answer.status, dhanCode: refusal.dhanCode },
  );
}

const REMEDIES = {
  authentication: 'Make a new access token on web.dhan.co and check the client id.',
  'rate-limit': 'Call less often; another program may share the account.',
  transport: 'Check the address.',
  server: "The fault is the exchange's: try again later.",
  rejected: 'Check the request against the documentation.',
  malformed: 'Check that the address is the exchange and no proxy answers for it.',
} as const;

/** Says what came instead, and quotes no more than its beginning. */
function describeBody({ body }: HttpResponse): string {
  const kind = /^\s*<(!doctype|html)/i.test(body) ? 'an HTML page' : `${body.length} characters`;
  return `${kind} beginning "${bodyExcerpt(body)}"`;
}
