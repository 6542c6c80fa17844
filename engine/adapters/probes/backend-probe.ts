import { istDate } from '../../market/ist-time.ts';
import type { Clock, HttpTransport, Timers } from '../../ports.ts';
import { readNames, readPrices } from '../../verify/backend-answers.ts';
import { httpAnswer } from '../../verify/http-answer.ts';
import type { HttpAnswer } from '../../verify/http-answer.ts';
import { marketMoment } from '../../verify/market-moment.ts';
import type { BackendTarget, LiveAnswer, Preflight } from '../../verify/targets.ts';
import { once, oncePer } from './asked-once.ts';
import { watchBackend } from './backend-movement.ts';
import { nearestExpiry } from './nearest-expiry.ts';
import { ask, httpDateMs, targetOffsetMs } from './target-http.ts';

/** What a backend probe needs; times are counted on `clock`. */
export interface BackendProbeOptions {
  readonly http: HttpTransport;
  readonly clock: Clock & Timers;
  /** `http://127.0.0.1:8000`, with or without a slash at the end. */
  readonly url: string;
  /** Asked for where the backend offers none, as an empty cache does. Default NIFTY. */
  readonly underlyings?: readonly string[];
  /** The frontend's page. Default `http://localhost:5173`. */
  readonly origin?: string;
  /** How long to watch for movement. Default 15 s. */
  readonly deadlineMs?: number;
  /** The time the backend is judged at, where it is known; else the backend's own, which its `Date` header tells. */
  readonly judgedAtMs?: () => number;
}

const OPTIONS_PATH = '/api/v2/options';

/**
 * Reads facts from a backend over HTTP. Anything it answers is a fact, HTML and empty bodies included; a backend that does not
 * answer rejects with ProbeUnreachable. Everything but the movement is asked once.
 */
export function createBackendProbe(options: BackendProbeOptions): BackendTarget {
  const { clock, origin = 'http://localhost:5173', deadlineMs = 15_000 } = options;
  const url = options.url.replace(/\/+$/, '');
  const source = { http: options.http, url, origin };
  const health = once(() => timedHealth(source, clock));
  const nowMs = async (): Promise<number> =>
    options.judgedAtMs?.() ?? clock.nowMs() + (await health()).offsetMs;
  const underlyings = once(() => offeredUnderlyings(source, options.underlyings ?? ['NIFTY']));
  const expiries = oncePer((underlying: string) =>
    get(source, `${OPTIONS_PATH}/available/expiries?underlying=${encodeURIComponent(underlying)}`),
  );
  const askChain = async (underlying: string): Promise<LiveAnswer> => {
    const listed = await expiries(underlying);
    const expiry = expiryToAsk(readNames(listed.value), istDate(await nowMs()));
    if (expiry === undefined) return { expiry, answer: listed };
    const query = `underlying=${encodeURIComponent(underlying)}&expiry=${encodeURIComponent(expiry)}`;
    return { expiry, answer: await get(source, `${OPTIONS_PATH}/live?${query}`) };
  };
  const askPrices = (): Promise<HttpAnswer> => get(source, '/prices');
  const movement = once(async () =>
    watchBackend({ clock, deadlineMs, underlyings: await underlyings(), askChain, askPrices }),
  );
  return {
    url,
    origin,
    market: async (exchange) => marketMoment(exchange, await nowMs()),
    health: async () => (await health()).answer,
    cacheStatistics: once(() => get(source, `${OPTIONS_PATH}/cache/stats`)),
    underlyings,
    expiries,
    liveChain: oncePer(askChain),
    analysed: oncePer(async (underlying: string) => {
      const of = `underlying=${encodeURIComponent(underlying)}`;
      return {
        before: await askChain(underlying),
        analytics: await get(source, `${OPTIONS_PATH}/analytics?${of}`),
        surface: await get(source, `${OPTIONS_PATH}/surface?${of}`),
        after: await askChain(underlying),
      };
    }),
    prices: askPrices,
    preflight: once(() => preflight(source)),
    movement,
    healthTwice: once(async () => {
      const before = await health();
      await movement();
      const after = await timedHealth(source, clock);
      return { before: before.answer, after: after.answer, apartMs: after.atMs - before.atMs };
    }),
    pricesNow: async () => readPrices((await askPrices()).value),
  };
}

interface Source {
  readonly http: HttpTransport;
  readonly url: string;
  readonly origin: string;
}

async function get(source: Source, path: string): Promise<HttpAnswer> {
  const url = source.url + path;
  const headers = { accept: 'application/json' };
  const { status, body } = await ask(source.http, { method: 'GET', url, headers }, startRemedy(source));
  return httpAnswer(url, status, body);
}

/** `/health`, and how far the backend's clock is from ours. */
async function timedHealth(
  source: Source,
  clock: Clock,
): Promise<{ readonly answer: HttpAnswer; readonly offsetMs: number; readonly atMs: number }> {
  const url = `${source.url}/health`;
  const headers = { accept: 'application/json' };
  const response = await ask(source.http, { method: 'GET', url, headers }, startRemedy(source));
  const atMs = clock.nowMs();
  const offsetMs = targetOffsetMs(httpDateMs(response), atMs);
  return { answer: httpAnswer(url, response.status, response.body), offsetMs, atMs };
}

async function offeredUnderlyings(source: Source, fallback: readonly string[]): Promise<readonly string[]> {
  const { value } = await get(source, `${OPTIONS_PATH}/available/underlyings`);
  const offered = readNames(value).map((name) => name.toUpperCase());
  return offered.length > 0 ? offered : fallback;
}

/** A backend that lists only past expiries is asked for the latest of them: its chain is then judged as past. */
function expiryToAsk(expiries: readonly string[], today: string): string | undefined {
  return nearestExpiry(expiries, today) ?? [...expiries].sort().at(-1);
}

async function preflight(source: Source): Promise<Preflight> {
  const url = `${source.url}${OPTIONS_PATH}/live`;
  const headers = { origin: source.origin, 'access-control-request-method': 'GET' };
  const response = await ask(source.http, { method: 'OPTIONS', url, headers }, startRemedy(source));
  return { status: response.status, allowOrigin: response.headers['access-control-allow-origin'] ?? '' };
}

function startRemedy({ url }: Source): string {
  return `Start the backend, or correct the address: curl "${url}/health" (a start that was refused says why in its log).`;
}
