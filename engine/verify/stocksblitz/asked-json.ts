import { IST_OFFSET_MS, istToEpochMs, MONTH_NAMES } from '../../market/ist-time.ts';
import type { HttpDeclaration, HttpFacts } from '../declared/http-check.ts';
import type { PlatformTarget } from './platform-target.ts';

/** One request of the suite; nothing is expected of its answer yet. */
export function askJson(
  { probes }: Pick<PlatformTarget, 'probes'>,
  url: string,
  more: { readonly token?: string | undefined; readonly json?: object } = {},
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
  return probes.http.ask(declaration);
}

/** The platform's own time, epoch ms, from the `Date` of its health; undefined where it has none. */
export async function platformNowMs(target: PlatformTarget): Promise<number | undefined> {
  return answeredAtMs(await askJson(target, `${target.places.backendUrl}/health`));
}

/** The answer's own time, epoch ms: its `Date`, which has whole seconds. */
export function answeredAtMs({ headers }: Pick<HttpFacts, 'headers'>): number | undefined {
  const match = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/.exec(headers['date'] ?? '');
  if (!match) return undefined;
  const [, day = '', name = '', year = '', time] = match;
  const month = String(MONTH_NAMES.findIndex((known) => known === name) + 1).padStart(2, '0');
  return istToEpochMs(`${year}-${month}-${day}`, time) + IST_OFFSET_MS;
}
