/** An exchange on real sockets, its clock running: what serve and run have in common. */
import { pace } from '#engine/adapters/clock-pacer.ts';
import { ConfigError } from '#engine/errors.ts';
import type { CallObserver } from '#mock-dhan/call-observer.ts';
import type { KeptCertificates } from '#mock-dhan/certificate-folder.ts';
import type { VirtualClock } from '#engine/virtual-clock.ts';
import { type ListeningExchange, listenExchange } from '#mock-dhan/listen.ts';
import type { ServedExchange } from '#mock-dhan/served-exchange.ts';
import { readFault } from '#scenarios/fault-schema.ts';
import type { Speed } from './option-values.ts';

export interface ServingOptions {
  readonly host?: string;
  readonly port?: number;
  readonly controlPort?: number;
  /** Scenario seconds per wall second. */
  readonly speed: number;
  readonly certificates: KeptCertificates | undefined;
  readonly observer?: CallObserver;
}

/** Listens, then lets the clock run; disposing of it stops both. Errors: those of listenExchange. */
export async function serveExchange(
  { clock, exchange }: { readonly clock: VirtualClock; readonly exchange: ServedExchange },
  { speed, certificates, ...place }: ServingOptions,
): Promise<ListeningExchange & AsyncDisposable> {
  const pacer = pace(clock, { speed });
  const listening = await listenExchange(exchange, {
    ...place,
    driver: pacer,
    readFault,
    ownsProcess: true,
    ...(certificates ? { tls: certificates.leaf } : {}),
  });
  pacer.start();
  return {
    ...listening,
    async [Symbol.asyncDispose]() {
      pacer.stop();
      await listening.close();
    },
  };
}

/** The speed of a clock that real clients live by. Errors: ConfigError for `max`. */
export function clientSpeed(speed: Speed, command: string): number {
  if (speed !== 'max') return speed;
  throw new ConfigError(
    `${command} --speed: expected a number, was max. Real clients need a clock that ticks.`,
  );
}
