/** What lies between the exchange and the engine in a replay: plain calls, or real loopback sockets in lock-step. */
import { setImmediate } from 'node:timers/promises';
import type { ReplayStage } from '#engine/replay/replay.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import type { ExchangeAccess, Rehearsal } from './rehearsal.ts';

export interface Transport extends AsyncDisposable {
  readonly access: ExchangeAccess;
  readonly pace: ReplayStage['pace'];
  /** Resolves when nothing is under way any more between the engine and the exchange. */
  settle(): Promise<void>;
}

/** What lies in between, and what of it is written or read. */
export interface TransportChoice {
  readonly through: 'memory' | 'sockets';
  /** Over sockets: the recording to write of what passes the sockets. */
  readonly record?: string | undefined;
  /** Over sockets: the recording that speaks for the exchange. */
  readonly recording?: string | undefined;
}

/** Errors: those of recordings and ports; ConfigError for a recording of another scenario. */
export async function openTransport(rehearsal: Rehearsal, choice: TransportChoice): Promise<Transport> {
  if (choice.through === 'memory') return memoryTransport(rehearsal);
  // A replay in memory, the usual one, need not hold what sockets need.
  const { openSocketTransport } = await import('./socket-transport.ts');
  return openSocketTransport(rehearsal, choice);
}

function memoryTransport({ exchange }: Rehearsal): Transport {
  const transports = inProcessTransports(exchange);
  return {
    access: {
      http: transports.http,
      sockets: transports.sockets,
      restUrl: 'http://exchange.memory/v2',
      masterUrl: 'http://exchange.memory/api-data/api-scrip-master-detailed.csv',
      feedUrl: 'ws://exchange.memory',
    },
    // What follows a planned fault (a reconnect, a late answer) takes its own time within a second.
    pace: exchange.faults.states().length > 0 ? 'timer' : 'second',
    async settle() {
      do await setImmediate();
      while (transports.inFlight() > 0);
    },
    async [Symbol.asyncDispose]() {},
  };
}
