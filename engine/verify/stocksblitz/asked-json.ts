import type { HttpDeclaration, HttpFacts } from '../declared/http-check.ts';
import type { Probes } from '../declared/declared-check.ts';

/** One request of the suite; nothing is expected of its answer yet. */
export function askJson(
  { http }: Pick<Probes, 'http'>,
  url: string,
  more: { readonly token?: string; readonly json?: object } = {},
): Promise<HttpFacts> {
  const { token, json } = more;
  const declaration: HttpDeclaration = {
    kind: 'http',
    url,
    method: json === undefined ? 'GET' : 'POST',
    headers: {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: json === undefined ? undefined : JSON.stringify(json),
    expect: { status: [200], mayBeEmpty: false, headers: new Map(), json: new Map() },
  };
  return http.ask(declaration);
}
