import type { Judgement } from '../check.ts';
import { failed, listed, passed } from '../judgement.ts';
import { shellWord } from './shown-address.ts';
import { textTable } from './text-table.ts';

/** `authMatrix` of a suite: who may call what, every endpoint by every credential. */
export interface AuthMatrixDeclaration {
  readonly kind: 'authMatrix';
  /** What the endpoints' paths are appended to, without a slash at its end. */
  readonly baseUrl: string;
  readonly endpoints: readonly AuthEndpoint[];
  /** More endpoints: those of an OpenAPI document, by URL or file. */
  readonly openApi?: string | undefined;
  /** Endpoints of the document that are left out, as `GET /health` or by path alone. */
  readonly without: readonly string[];
  readonly methods: readonly AuthMethod[];
  readonly credentials: readonly AuthCredential[];
}

/** Reads without effect, unless the suite names other methods. */
export const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'] as const;

export const AUTH_METHODS = [...SAFE_METHODS, 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export type AuthMethod = (typeof AUTH_METHODS)[number];

/** One endpoint, and what differs there from what is expected of each credential. */
export interface AuthEndpoint {
  readonly method: AuthMethod;
  /** With its query, such as `/api/v2/options/live?underlying=NIFTY`. */
  readonly path: string;
  /** Sent with every credential that has no body of its own; absent sends none. */
  readonly body?: AuthBody | undefined;
  /** Of single cells. */
  readonly bodies?: ReadonlyMap<AuthCredentialName, AuthBody> | undefined;
  readonly expect: ReadonlyMap<AuthCredentialName, AuthOutcome>;
  /** Its required parameters were guessed, so that being let through is all that can be asked of a good credential. */
  readonly isGuessed: boolean;
}

/** What a call that changes something brings along. */
export interface AuthBody {
  readonly text: string;
  /** `application/json` for one written under `json`; absent sends no such header. */
  readonly contentType?: string | undefined;
}

export const AUTH_CREDENTIAL_NAMES = ['none', 'bad', 'expired', 'jwt', 'apiKey'] as const;

export type AuthCredentialName = (typeof AUTH_CREDENTIAL_NAMES)[number];

/** What is sent as whom. */
export interface AuthCredential {
  readonly name: AuthCredentialName;
  readonly headers: Readonly<Record<string, string>>;
  readonly expect: AuthOutcome;
}

/** `refused`: 401 or 403; `allowed`: 2xx with a body where one belongs; `letThrough`: anything but 401, 403 and 5xx; or the statuses themselves. */
export type AuthOutcome = 'refused' | 'allowed' | 'letThrough' | readonly number[];

/** What one endpoint answered to one credential. */
export interface AuthCell {
  readonly endpoint: AuthEndpoint;
  readonly credential: AuthCredential;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  readonly isEmpty: boolean;
  readonly latencyMs: number;
}

/** `broken`: the OpenAPI document holds no endpoint that could be asked. */
export type AuthMatrixFacts =
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'asked'; readonly cells: readonly AuthCell[] };

/** Asks every cell, one after another. Rejects with ProbeUnreachable when nothing answers. */
export interface AuthMatrixProbe {
  readonly ask: (declaration: AuthMatrixDeclaration) => Promise<AuthMatrixFacts>;
}

/** Asks the whole matrix and tells every cell that is not as expected. */
export async function judgeAuthMatrix(
  declaration: AuthMatrixDeclaration,
  probe: AuthMatrixProbe,
): Promise<Judgement> {
  const expected = spokenExpectations(declaration);
  const facts = await probe.ask(declaration);
  if (facts.kind === 'broken')
    return failed(
      expected,
      facts.reason,
      `Name the endpoints in the suite, or serve the document: ${declaration.openApi ?? ''}`,
    );
  const { cells } = facts;
  const wrong = cells.filter((cell) => faultOf(cell) !== undefined);
  const [first] = wrong;
  const judgement = first
    ? failed(expected, listed(wrong.map(spokenFault)), remedyFor(declaration, first))
    : passed(expected, `${cells.length} answers as expected from ${endpointCount(cells)} endpoints`);
  return {
    ...judgement,
    measurements: cells.map(({ endpoint, credential, latencyMs }) => ({
      name: `${spokenEndpoint(endpoint)} ${credential.name}`,
      value: latencyMs,
      unit: 'ms',
    })),
    evidence: cellTable(cells),
  };
}

/** `GET /orders`. */
export function spokenEndpoint({ method, path }: Pick<AuthEndpoint, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

/** What is sent to the endpoint as this credential. */
export function bodyFor({ body, bodies }: AuthEndpoint, name: AuthCredentialName): AuthBody | undefined {
  return bodies?.get(name) ?? body;
}

function outcomeFor({ endpoint, credential }: AuthCell): AuthOutcome {
  const own = endpoint.expect.get(credential.name);
  if (own !== undefined) return own;
  return endpoint.isGuessed && credential.expect === 'allowed' ? 'letThrough' : credential.expect;
}

function faultOf(cell: AuthCell): string | undefined {
  const { status, isEmpty, endpoint } = cell;
  if (status === undefined) return 'no answer';
  const outcome = outcomeFor(cell);
  if (!isAsExpected(outcome, status)) return `HTTP ${status}`;
  const mustSpeak =
    outcome === 'allowed' && status === 200 && (endpoint.method === 'GET' || endpoint.method === 'POST');
  return mustSpeak && isEmpty ? `HTTP ${status} with an empty body` : undefined;
}

function isAsExpected(outcome: AuthOutcome, status: number): boolean {
  if (outcome === 'refused') return status === 401 || status === 403;
  if (outcome === 'allowed') return status >= 200 && status < 300;
  if (outcome === 'letThrough') return status !== 401 && status !== 403 && status < 500;
  return outcome.includes(status);
}

function spokenFault(cell: AuthCell): string {
  return `${spokenEndpoint(cell.endpoint)} with ${SPOKEN_CREDENTIAL[cell.credential.name]}: ${faultOf(cell)} instead of ${spokenOutcome(outcomeFor(cell))}`;
}

const SPOKEN_CREDENTIAL: Readonly<Record<AuthCredentialName, string>> = {
  none: 'no credential',
  bad: 'a bad credential',
  expired: 'an expired token',
  jwt: 'the token',
  apiKey: 'the API key',
};

function spokenOutcome(outcome: AuthOutcome): string {
  if (outcome === 'refused') return '401 or 403';
  if (outcome === 'allowed') return '2xx';
  return outcome === 'letThrough' ? 'being let through' : outcome.join(' or ');
}

function spokenExpectations({ credentials }: AuthMatrixDeclaration): string {
  return listed(
    credentials.map(({ name, expect }) => `${spokenOutcome(expect)} with ${SPOKEN_CREDENTIAL[name]}`),
  );
}

/** The first wrong cell as a command; a credential is left to its owner to put in. */
function remedyFor({ baseUrl }: AuthMatrixDeclaration, { endpoint, credential, ...cell }: AuthCell): string {
  const headers = Object.keys(credential.headers).map((name) => ` -H "${name}: ..."`);
  const isOpen = outcomeFor({ endpoint, credential, ...cell }) === 'refused' && (cell.status ?? 500) < 400;
  const advice = isOpen ? 'Put the endpoint behind the authentication' : 'See what answers there';
  const data = spokenBody(bodyFor(endpoint, credential.name));
  return `${advice}: curl -i -X ${endpoint.method}${headers.join('')}${data} "${baseUrl}${endpoint.path}"`;
}

const BODY_CHARACTERS_MAX = 200;

function spokenBody(body: AuthBody | undefined): string {
  if (body === undefined) return '';
  const type = body.contentType === undefined ? '' : ` -H "content-type: ${body.contentType}"`;
  const data = body.text.length > BODY_CHARACTERS_MAX ? '@body.json' : shellWord(body.text);
  return `${type} -d ${data}`;
}

function endpointCount(cells: readonly AuthCell[]): number {
  return new Set(cells.map(({ endpoint }) => spokenEndpoint(endpoint))).size;
}

/** Endpoints down, credentials across; a wrong cell says what was expected. */
function cellTable(cells: readonly AuthCell[]): string {
  const names = [...new Set(cells.map(({ credential }) => credential.name))];
  const endpoints = [...new Set(cells.map(({ endpoint }) => spokenEndpoint(endpoint)))];
  const rows = endpoints.map((endpoint) => [
    endpoint,
    ...names.map((name) => {
      const cell = cells.find(
        (other) => other.credential.name === name && spokenEndpoint(other.endpoint) === endpoint,
      );
      if (!cell) return '-';
      const isWrong = faultOf(cell) !== undefined;
      return `${cell.status ?? 'none'}${isWrong ? ` WRONG, expected ${spokenOutcome(outcomeFor(cell))}` : ''}`;
    }),
  ]);
  return textTable([['endpoint', ...names], ...rows]);
}
