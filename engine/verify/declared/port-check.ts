import type { Judgement } from '../check.ts';
import { judgementOf } from './findings.ts';

/** `port` of a suite: whether somebody accepts TCP connections there. */
export interface PortDeclaration {
  readonly kind: 'port';
  readonly host: string;
  readonly port: number;
  readonly state: 'open' | 'closed';
  readonly withinMs: number;
}

/** What became of one connection. `silent`: neither accepted nor refused in time. */
export interface PortFacts {
  readonly state: 'open' | 'refused' | 'silent';
  readonly afterMs: number;
}

/** Connects and hangs up. Rejects with ProbeUnreachable when there is no such host. */
export interface PortProbe {
  readonly connect: (declaration: PortDeclaration) => Promise<PortFacts>;
}

/** Connects once and judges whether that was to be possible. */
export async function judgePort(declaration: PortDeclaration, probe: PortProbe): Promise<Judgement> {
  const { port, state, withinMs } = declaration;
  const facts = await probe.connect(declaration);
  const address = spokenPort(declaration);
  const look = `See who listens: ss -ltnp 'sport = :${port}' (Windows: netstat -ano | findstr :${port})`;
  return judgementOf([
    {
      expected:
        state === 'open'
          ? `${address} accepts a connection within ${withinMs} ms`
          : `nobody listens on ${address}`,
      observed: SPOKEN[facts.state](address, Math.round(facts.afterMs)),
      isFault: (facts.state === 'open') !== (state === 'open'),
      remedy:
        state === 'open' ? `Start what should listen there. ${look}` : `Stop what listens there. ${look}`,
      measurement: {
        name: 'connect',
        value: facts.afterMs,
        unit: 'ms',
        limit: { kind: 'max', value: withinMs },
      },
    },
  ]);
}

/** `127.0.0.1:8000`, `[::1]:8000`. */
export function spokenPort({ host, port }: Pick<PortDeclaration, 'host' | 'port'>): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

const SPOKEN: Readonly<Record<PortFacts['state'], (address: string, afterMs: number) => string>> = {
  open: (address, afterMs) => `${address} accepted after ${afterMs} ms`,
  refused: (address) => `${address} refused: nobody listens`,
  silent: (address, afterMs) => `${address} gave no answer in ${afterMs} ms`,
};
