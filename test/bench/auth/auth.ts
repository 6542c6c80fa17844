/** Rows auth-jwt and auth-key: calls per second that are answered to a caller who proves who they are, each time. */
import { spawnSync } from 'node:child_process';
import { pairedRow } from '../bench-row.ts';
import type { Comparison } from '../bench-row.ts';
import { CLIENT_CPU, hasProgram, SERVER_CPU, startPinnedNode } from '../pinned-process.ts';

const GOAL = 5000;
const CONNECTIONS = 16;
const SECONDS = 1;

interface Ready {
  readonly port: number;
  readonly jwt: string;
  readonly apiKey: string;
}

export const callsWithJwt: Comparison = row(
  'jwt',
  'calls with the same JWT, whose signature is verified once',
);
export const callsWithApiKey: Comparison = row(
  'apiKey',
  'calls with an API key, hashed and compared each time',
);

function row(credential: 'jwt' | 'apiKey', what: string): Comparison {
  return {
    what,
    unit: 'calls/s',
    peer: `the goal of ${GOAL} calls/s on two cores`,
    async measure() {
      if (!hasProgram('wrk')) return { skipped: 'no wrk, which makes the calls (apt-get install wrk)' };
      const server = startPinnedNode(SERVER_CPU, 'auth/auth-server.ts', []);
      const ready = await server.next<Ready>();
      const url = `http://127.0.0.1:${ready.port}/who`;
      await assertAsked(url, ready[credential]);
      const measured = await pairedRow({
        better: 'higher',
        measure: () => ({ candidate: callsPerSecond(url, ready[credential]), baseline: GOAL }),
      });
      await server.stop();
      return measured;
    },
  };
}

/** Errors: Error when the route asks nobody, or knows the caller as somebody else. */
async function assertAsked(url: string, credential: string): Promise<void> {
  const nobody = await fetch(url);
  const somebody = await fetch(url, { headers: { authorization: `Bearer ${credential}` } });
  const seen = `${nobody.status} ${somebody.status} ${await somebody.text()}`;
  if (seen !== '401 200 {"caller":"user:3"}')
    throw new Error(`auth bench: expected 401 and the caller, was ${seen}`);
}

/** Errors: Error when a call failed or was refused. */
function callsPerSecond(url: string, credential: string): number {
  const header = `Authorization: Bearer ${credential}`;
  const wrk = ['wrk', '-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-H', header, url];
  const [program, ...args] = hasProgram('taskset') ? ['taskset', '-c', String(CLIENT_CPU), ...wrk] : wrk;
  const { stdout } = spawnSync(program!, args, { encoding: 'utf8' });
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined || /Non-2xx|Socket errors/.test(stdout))
    throw new Error(`auth bench: expected only answers with 200, wrk said: ${stdout}`);
  return Number(rate);
}
