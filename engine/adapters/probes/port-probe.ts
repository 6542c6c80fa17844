import { connect } from 'node:net';
import { ProbeUnreachable } from '../../verify/check.ts';
import type { PortFacts, PortProbe } from '../../verify/declared/port-check.ts';
import { reasonOf, systemCode } from './connection-failure.ts';

/** Connects over TCP and hangs up at once. */
export const portProbe: PortProbe = {
  connect: ({ host, port, withinMs }) =>
    new Promise((resolve, reject) => {
      const startedMs = performance.now();
      const socket = connect({ host, port });
      const finish = (state: PortFacts['state']): void => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ state, afterMs: performance.now() - startedMs });
      };
      const timer = setTimeout(() => finish('silent'), withinMs);
      socket.once('connect', () => finish('open'));
      socket.once('error', (error) => {
        const code = systemCode(error);
        if (code === 'ECONNREFUSED') finish('refused');
        else if (code === 'ETIMEDOUT') finish('silent');
        else {
          clearTimeout(timer);
          const remedy = `Correct the host, or the network to it: ping ${host}`;
          reject(new ProbeUnreachable(`${host}:${port}: ${reasonOf(error)}`, remedy, { cause: error }));
        }
      });
    }),
};
