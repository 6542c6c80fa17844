import { istDate } from '../../market/ist-time.ts';
import type { Clock, HttpTransport } from '../../ports.ts';
import { readBackendChain, readCacheCounters, readNames, readPrices } from '../../verify/backend-answers.ts';
import type { BackendSnapshot, RouteFacts } from '../../verify/backend-snapshot.ts';
import { nearTheMoney } from '../../verify/chain-coverage.ts';
import { httpAnswer, membersOf } from '../../verify/http-answer.ts';
import type { HttpAnswer } from '../../verify/http-answer.ts';
import { nearestExpiry } from './nearest-expiry.ts';
import { ask, httpDateMs } from './target-http.ts';

/** Where a snapshot is taken, and by which clocks. */
export interface SnapshotOptions {
  readonly http: HttpTransport;
  readonly clock: Clock;
  /** Monotone milliseconds. */
  readonly nowMs: () => number;
  readonly url: string;
  /** How often each route is asked, for its latency; 5 unless given. */
  readonly calls?: number;
}

const OPTIONS_PATH = '/api/v2/options';

/** Asks every route of a backend and keeps what it serves. Rejects with ProbeUnreachable when nobody answers. */
export async function takeSnapshot(options: SnapshotOptions): Promise<BackendSnapshot> {
  const asker = new Asker(options);
  const { dateMs } = await asker.get('/health');
  const today = istDate(dateMs ?? options.clock.nowMs());
  const counters = readCacheCounters((await asker.get(`${OPTIONS_PATH}/cache/stats`)).answer.value);
  const offered = readNames((await asker.get(`${OPTIONS_PATH}/available/underlyings`)).answer.value);
  const prices = readPrices((await asker.get('/prices')).answer.value);
  const expiries = new Map<string, readonly string[]>();
  const legs = new Map<string, number>();
  for (const underlying of offered.map((name) => name.toUpperCase())) {
    const query = `underlying=${encodeURIComponent(underlying)}`;
    const listed = readNames((await asker.get(`${OPTIONS_PATH}/available/expiries?${query}`)).answer.value);
    expiries.set(underlying, listed);
    const expiry = nearestExpiry(listed, today);
    if (expiry === undefined) continue;
    const { answer } = await asker.get(`${OPTIONS_PATH}/live?${query}&expiry=${encodeURIComponent(expiry)}`);
    for (const [leg, ltp] of legsOf(answer, prices.get(underlying)))
      legs.set(`${underlying} ${expiry} ${leg}`, ltp);
  }
  return { url: asker.url, counters, expiries, prices, legs, routes: asker.routes };
}

/** Asks each route several times; the last answer counts, and the median of the latencies. */
class Asker {
  readonly url: string;
  readonly routes: RouteFacts[] = [];
  readonly #options: SnapshotOptions;

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.url = options.url.replace(/\/+$/, '');
  }

  async get(path: string): Promise<{ readonly answer: HttpAnswer; readonly dateMs: number | undefined }> {
    const { http, nowMs, calls = 5 } = this.#options;
    const url = this.url + path;
    const request = { method: 'GET', url, headers: { accept: 'application/json' } } as const;
    const latencies: number[] = [];
    for (;;) {
      const startedMs = nowMs();
      const response = await ask(http, request, `Start the backend, or correct the address: curl "${url}"`);
      latencies.push(nowMs() - startedMs);
      if (latencies.length < calls) continue;
      const answer = httpAnswer(url, response.status, response.body);
      const latencyMs = latencies.sort((a, b) => a - b)[Math.floor(latencies.length / 2)]!;
      this.routes.push({
        path,
        status: answer.status,
        isJson: answer.form === 'json',
        servedAt: servedAt(answer.value),
        latencyMs,
      });
      return { answer, dateMs: httpDateMs(response) };
    }
  }
}

function servedAt(body: unknown): string {
  const members = membersOf(body);
  const name = ['prices', 'data'].find((known) => known in members);
  return name === undefined ? '$' : `$.${name}`;
}

function legsOf(answer: HttpAnswer, price: number | undefined): [string, number][] {
  const chain = readBackendChain(answer.value);
  if (!chain) return [];
  return nearTheMoney({ strikes: chain.strikes, spot: price ?? chain.spot }).flatMap(({ strike, ce, pe }) => [
    ...(ce ? [[`${strike} CE`, ce.ltp] as [string, number]] : []),
    ...(pe ? [[`${strike} PE`, pe.ltp] as [string, number]] : []),
  ]);
}
