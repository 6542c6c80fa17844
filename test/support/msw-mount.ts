/** The fourth way to the small exchange, for REST alone: the global fetch to Dhan's own hosts, answered by msw in this process. */
import { setupServer } from 'msw/node';
import { exchangeHandlers } from '#mock-dhan/msw.ts';
import type { HttpTransport } from '#engine/ports.ts';
import { fetchTransport } from './mounted-exchange.ts';
import { createSmallExchange } from './small-world.ts';

/** An exchange whose REST half is reached by `http`; paths are looked for at the host that serves them. */
export interface RestMount extends ReturnType<typeof createSmallExchange> {
  readonly http: HttpTransport;
  urlOf(path: string): string;
  close(): Promise<void>;
}

/** Only one can be open at a time: msw stands in for the process's own fetch. */
export async function openMsw(options?: Parameters<typeof createSmallExchange>[0]): Promise<RestMount> {
  const small = createSmallExchange(options);
  const server = setupServer(...exchangeHandlers(small.exchange));
  // A request that no handler takes must fail here: it would go out to the real exchange.
  server.listen({ onUnhandledFrame: 'error' });
  return {
    ...small,
    http: fetchTransport,
    urlOf: (path) => `https://${hostOf(path)}${path}`,
    close: () => Promise.resolve(server.close()),
  };
}

/** Source: dhan-v2-wire 1.1. */
function hostOf(path: string): string {
  if (path.startsWith('/api-data/')) return 'images.dhan.co';
  return path.startsWith('/v2/') || path === '/healthz' ? 'api.dhan.co' : 'auth.dhan.co';
}
