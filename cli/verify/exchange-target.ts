/** An exchange on the network as something to verify. */
import type { CallCounter } from '#engine/adapters/call-counter.ts';
import { readDotenvFile } from '#engine/adapters/dotenv-file.ts';
import { createSqliteCredentialStore } from '#engine/adapters/sqlite-stores.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import type { VerifyTargets } from '#engine/verify/targets.ts';
import type { Evidence } from './evidence.ts';
import type { ExchangeAddress } from './exchange-address.ts';
import { openExchangeProbes } from './exchange-probes.ts';

/** How the exchange is asked, and by whose credentials. */
export interface ExchangeTargetOptions {
  /** How long a price may take to move, in ms. */
  readonly timeout: number;
  readonly database?: string;
  readonly caPem?: string;
  /** Keeps what passes. */
  readonly evidence?: Evidence;
}

/** Opens the probes; credentials are looked for in the environment, in .env and, where one is named, in a database. */
export function openExchangeTargets(
  address: ExchangeAddress,
  options: ExchangeTargetOptions,
  counter: CallCounter,
): AsyncDisposable & { readonly targets: Pick<VerifyTargets, 'credentials' | 'exchange'> } {
  const access = { allowLive: address.isLive, caPem: options.caPem };
  const { evidence } = options;
  const transport = createUndiciTransport(access);
  const http = counter.http(evidence?.http(transport) ?? transport);
  const plainSockets = createWsTransport(access);
  const sockets = counter.sockets(evidence?.sockets(plainSockets) ?? plainSockets);
  const { exchange, credentials } = openExchangeProbes({
    ...address,
    http,
    sockets,
    clock: new SystemClock(),
    deadlineMs: options.timeout,
    credentialSources: async () => ({
      environment: process.env,
      dotenv: readDotenvFile('.env'),
      storeState: await createSqliteCredentialStore(options.database ?? 'preopen.db').load(),
    }),
  });
  return {
    targets: { credentials, exchange },
    async [Symbol.asyncDispose]() {
      exchange.close();
      await transport.close();
    },
  };
}
