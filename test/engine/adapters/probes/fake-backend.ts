import { UpstreamError } from '#engine/errors.ts';
import { httpDate } from '#engine/market/ist-time.ts';
import type { Clock, HttpRequest, HttpResponse, HttpTransport } from '#engine/ports.ts';

/** Answers by path; what is not listed is 404. Bodies are made at the time of the call. */
export type Routes = Readonly<
  Record<
    string,
    () => { readonly status?: number; readonly body: unknown; readonly headers?: Record<string, string> }
  >
>;

/** A backend in memory that records what it was asked. */
export function fakeBackend(clock: Clock, routes: Routes): HttpTransport & { readonly asked: HttpRequest[] } {
  const asked: HttpRequest[] = [];
  return {
    asked,
    send: async (request): Promise<HttpResponse> => {
      asked.push(request);
      const { pathname } = new URL(request.url);
      const route = routes[`${request.method} ${pathname}`] ?? routes[pathname];
      const {
        status = 200,
        body,
        headers = {},
      } = route ? route() : { status: 404, body: { detail: 'Not Found' } };
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return { status, headers: { date: httpDate(clock.nowMs()), ...headers }, body: text };
    },
  };
}

/** A transport that nobody answers. */
export const REFUSED: HttpTransport = {
  send: async ({ url }) => {
    throw new UpstreamError(`GET ${url}: expected an answer, was none (ECONNREFUSED)`, {
      failure: 'transport',
      endpoint: '/',
    });
  },
};
