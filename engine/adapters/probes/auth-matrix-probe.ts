import type { HttpTransport } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import { bodyFor, spokenEndpoint } from '../../verify/declared/auth-matrix-check.ts';
import type {
  AuthCell,
  AuthCredential,
  AuthEndpoint,
  AuthMatrixDeclaration,
  AuthMatrixFacts,
  AuthMatrixProbe,
} from '../../verify/declared/auth-matrix-check.ts';
import { readOpenApiEndpoints } from './open-api-endpoints.ts';
import { ask } from './target-http.ts';

/** A matrix of more cells than this is a mistake of the suite, or hours of calls. */
const CELLS_MAX = 2000;

/** Asks what a suite declares over `authMatrix`, one call after another; latency is counted on `nowMs`. */
export function createAuthMatrixProbe(http: HttpTransport, nowMs: () => number): AuthMatrixProbe {
  return {
    async ask(declaration): Promise<AuthMatrixFacts> {
      const endpoints = await endpointsOf(declaration, http);
      if (typeof endpoints === 'string') return { kind: 'broken', reason: endpoints };
      const { credentials } = declaration;
      if (endpoints.length * credentials.length > CELLS_MAX)
        return {
          kind: 'broken',
          reason: `${endpoints.length} endpoints by ${credentials.length} credentials: more than ${CELLS_MAX} calls`,
        };
      const cells: AuthCell[] = [];
      let failure: unknown;
      for (const endpoint of endpoints)
        for (const credential of credentials) {
          const startedAtMs = nowMs();
          const answer = await cellAnswer(http, declaration, { endpoint, credential }).catch(
            (error: unknown) => {
              if (!(error instanceof ProbeUnreachable)) throw error;
              failure ??= error;
              return SILENCE;
            },
          );
          if (failure !== undefined && cells.length === 0) throw failure;
          cells.push({ endpoint, credential, latencyMs: nowMs() - startedAtMs, ...answer });
        }
      return { kind: 'asked', cells };
    },
  };
}

const SILENCE = { status: undefined, isEmpty: true };

async function cellAnswer(
  http: HttpTransport,
  { baseUrl }: AuthMatrixDeclaration,
  { endpoint, credential }: { readonly endpoint: AuthEndpoint; readonly credential: AuthCredential },
): Promise<Pick<AuthCell, 'status' | 'isEmpty'> & { readonly latencyMs?: number }> {
  const { method, path } = endpoint;
  const url = `${baseUrl}${path}`;
  const sent = bodyFor(endpoint, credential.name);
  const headers = {
    ...(sent?.contentType === undefined ? {} : { 'content-type': sent.contentType }),
    ...credential.headers,
  };
  const request = { method, url, headers, ...(sent === undefined ? {} : { body: sent.text }) };
  const { status, body, latencyMs } = await ask(
    http,
    request,
    `Start what should answer there, or correct the address: curl -i "${url}"`,
  );
  const isEmpty = body.trim() === '';
  return { status, isEmpty, ...(latencyMs === undefined ? {} : { latencyMs }) };
}

/** Those of the suite and those of its OpenAPI document, each once; or why there are none. */
async function endpointsOf(
  { endpoints, openApi, without, methods }: AuthMatrixDeclaration,
  http: HttpTransport,
): Promise<readonly AuthEndpoint[] | string> {
  if (openApi === undefined) return endpoints;
  const listed = await readOpenApiEndpoints(openApi, http);
  if (typeof listed === 'string') return listed;
  const named = new Set(endpoints.map((endpoint) => spokenEndpoint(endpoint)));
  const more = listed.filter(
    (endpoint) =>
      methods.includes(endpoint.method) &&
      !without.includes(endpoint.template) &&
      !without.includes(`${endpoint.method} ${endpoint.template}`) &&
      !named.has(spokenEndpoint(endpoint)),
  );
  const all = [...endpoints, ...more];
  return all.length === 0 ? `the OpenAPI document ${openApi} lists nothing for ${methods.join(', ')}` : all;
}
