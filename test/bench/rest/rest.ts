/**
 * Rows 5a to 5c and 5e: calls answered per second by the exchange as it is served, beside other ways to give the same answer. wrk calls all of
 * them alike; before it does, every server must have given the same body to the same call.
 */
import { deepStrictEqual } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pairedRow } from '../bench-row.ts';
import type { Comparison, Skipped } from '../bench-row.ts';
import {
  benchFile,
  benchFolder,
  CLIENT_CPU,
  hasProgram,
  hasPythonModules,
  PYTHON,
  SERVER_CPU,
  startPinned,
  startPinnedNode,
} from '../pinned-process.ts';
import type { PinnedProcess } from '../pinned-process.ts';
import { answerInProcess, callHeaders, createChainExchange, REST_CALLS } from './chain-exchange.ts';
import type { RestCall } from './chain-exchange.ts';

const CONNECTIONS = 16;
const SECONDS = 1;
const NO_WRK: Skipped = { skipped: 'no wrk, which makes the calls (apt-get install wrk)' };
const NO_FASTAPI: Skipped = {
  skipped: 'no FastAPI (apt-get install python3-fastapi python3-uvicorn python3-uvloop python3-httptools)',
};

/** What the exchange does before it answers any of the calls. */
const GATE = 'login, budget, body validated';
const PLAIN = 'node:http with the bytes at hand, nothing looked at; same body';

type Server = 'preopen' | 'plain' | 'msw' | 'fastapi';

export const smallRoute: Comparison = {
  what: `expiry list: ${GATE}`,
  unit: 'calls/s',
  peer: PLAIN,
  measure: () => beside('plain', 'expiry-list'),
};

export const cachedChain: Comparison = {
  what: `option chain of 200 strikes, unchanged: ${GATE}`,
  unit: 'calls/s',
  peer: PLAIN,
  measure: () => beside('plain', 'option-chain'),
};

export const chainBesideFastApi: Comparison = {
  what: `option chain of 200 strikes, unchanged: ${GATE}`,
  unit: 'calls/s',
  peer: 'FastAPI on uvloop that returns the dict; same body parsed',
  async measure() {
    if (!hasPythonModules(['fastapi', 'uvicorn', 'uvloop', 'httptools'])) return NO_FASTAPI;
    return beside('fastapi', 'option-chain');
  },
};

export const serverBesideMsw: Comparison = {
  what: `expiry list: ${GATE}`,
  unit: 'calls/s',
  peer: 'the same exchange behind node:http and msw handlers; same body',
  measure: () => beside('msw', 'expiry-list'),
};

async function beside(peer: Server, call: RestCall): ReturnType<Comparison['measure']> {
  if (!hasProgram('wrk')) return NO_WRK;
  const expected = (await answerInProcess(createChainExchange(), call)).toString();
  return pairedRow({
    better: 'higher',
    measure: async () => ({
      candidate: await callsPerSecond('preopen', call, expected),
      baseline: await callsPerSecond(peer, call, expected),
    }),
  });
}

async function callsPerSecond(kind: Server, call: RestCall, expected: string): Promise<number> {
  const server = start(kind, call, expected);
  const { port } = await server.next<{ port: number }>();
  const url = `http://127.0.0.1:${port}${REST_CALLS[call].path}`;
  const headers = callHeaders(createChainExchange());
  const answer = await fetch(url, { method: 'POST', headers, body: REST_CALLS[call].body });
  const seen = await answer.text();
  if (kind === 'fastapi') deepStrictEqual(JSON.parse(seen), JSON.parse(expected));
  else if (seen !== expected) throw new Error(`rest bench: what ${kind} answered to ${call} differs`);
  const rate = runWrk(url, writeScript(call, headers));
  await server.stop();
  return rate;
}

function start(kind: Server, call: RestCall, expected: string): PinnedProcess {
  if (kind !== 'fastapi') return startPinnedNode(SERVER_CPU, 'rest/rest-server.ts', [kind, call]);
  const file = join(benchFolder(), 'chain.json');
  writeFileSync(file, expected);
  return startPinned(SERVER_CPU, PYTHON, [benchFile('peers/fastapi-chain.py'), file]);
}

function writeScript(call: RestCall, headers: Readonly<Record<string, string>>): string {
  const lines = [
    'wrk.method = "POST"',
    `wrk.body = ${JSON.stringify(REST_CALLS[call].body)}`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`),
  ];
  const file = join(benchFolder(), `${call}.lua`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** Calls per second. Errors: Error when a call failed or was refused. */
function runWrk(url: string, script: string): number {
  const wrk = ['wrk', '-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-s', script, url];
  const [program, ...args] = hasProgram('taskset') ? ['taskset', '-c', String(CLIENT_CPU), ...wrk] : wrk;
  const { stdout } = spawnSync(program!, args, { encoding: 'utf8' });
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined || /Non-2xx|Socket errors/.test(stdout))
    throw new Error(`rest bench: expected only answers with 200, wrk said: ${stdout}`);
  return Number(rate);
}
