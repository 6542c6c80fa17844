import { CACHE_COUNTERS, readCacheCounters, readHealth } from '../backend-answers.ts';
import type { Check, Judgement } from '../check.ts';
import { settingLines } from '../credential-facts.ts';
import { spokenAnswer } from '../http-answer.ts';
import { failed, listed, notJudged, passed } from '../judgement.ts';
import type { BackendTarget } from '../targets.ts';

const HEALTHY = ['healthy', 'ok'];
const STARTED = ['ready', 'ok'];

/** The backend answers at all, with whatever status. */
export const backendReachable: Check<BackendTarget> = {
  id: 'backend.reachable',
  title: 'The backend answers',
  asserts:
    'The backend gives any answer; without one nothing about it is judged and the run is inconclusive.',
  group: 'backend',
  dependsOn: [],
  run: async (target) => {
    const { status } = await target.health();
    return passed(`an answer from ${target.url}`, `${target.url} answers (HTTP ${status})`);
  },
};

/** `/health` answers 200 and says healthy. */
export const backendHealth: Check<BackendTarget> = {
  id: 'backend.health',
  title: 'The backend says it is healthy',
  asserts: '/health answers 200 with status healthy or ok.',
  group: 'backend',
  dependsOn: ['backend.reachable'],
  run: judgeHealth,
};

/** How the backend's start ended, where it reports that. */
export const backendStartup: Check<BackendTarget> = {
  id: 'backend.startup',
  title: 'The backend started on live data',
  asserts: 'The start that /health reports is ready; a backend that reports none is not judged.',
  group: 'backend',
  dependsOn: ['backend.reachable'],
  run: judgeStartup,
};

/** The four counters of cache/stats, none of them zero. */
export const backendCache: Check<BackendTarget> = {
  id: 'backend.cache',
  title: "The backend's cache is filled",
  asserts: 'cache/stats counts underlyings, expiries, strikes and tokens, all above zero.',
  group: 'backend',
  dependsOn: ['backend.reachable'],
  run: judgeCache,
};

/** A page on the React dev server may call the backend. */
export const backendCors: Check<BackendTarget> = {
  id: 'backend.cors',
  title: 'A page of the frontend may call the backend',
  asserts: "A preflight from the frontend's page is allowed.",
  group: 'backend',
  dependsOn: ['backend.reachable'],
  run: judgeCors,
};

async function judgeHealth(target: BackendTarget): Promise<Judgement> {
  const expected = '/health answers 200 with status healthy';
  const answer = await target.health();
  const { status, reasons, remedy } = readHealth(answer.value);
  if (answer.status === 200 && HEALTHY.includes(status)) return passed(expected, `200, ${status}`);
  const why = reasons.length > 0 ? `${status}: ${listed(reasons)}` : answer.excerpt;
  const observed = answer.form === 'json' ? `HTTP ${answer.status}, ${why}` : spokenAnswer(answer);
  return failed(
    expected,
    observed,
    remedy || `curl "${target.url}/health", and read the backend's log from its start.`,
  );
}

async function judgeStartup(target: BackendTarget): Promise<Judgement> {
  const expected = 'startup state ready';
  const { startupState, causes, remedy } = readHealth((await target.health()).value);
  if (startupState === undefined)
    return notJudged(expected, '/health does not report the start (no "startup" in its body)');
  if (STARTED.includes(startupState)) return passed(expected, startupState);
  const observed = `${startupState || 'no state'}${causes.length > 0 ? `: ${causes.join(' <- ')}` : ''}`;
  return failed(
    expected,
    observed,
    remedy || `Set the credentials and restart the backend: ${settingLines()}`,
  );
}

async function judgeCache(target: BackendTarget): Promise<Judgement> {
  const expected = 'underlyings, expiries, strikes and tokens in cache/stats, all above zero';
  const answer = await target.cacheStatistics();
  const counters = readCacheCounters(answer.value);
  const counted = CACHE_COUNTERS.map((name) => `${counters[name] ?? 'no'} ${name}`).join(', ');
  if (answer.status !== 200 || CACHE_COUNTERS.every((name) => counters[name] === undefined))
    return failed(
      expected,
      spokenAnswer(answer),
      `curl "${answer.url}", and read the backend's log from its start.`,
    );
  if (CACHE_COUNTERS.every((name) => (counters[name] ?? 0) > 0)) return passed(expected, counted);
  const { causes, remedy } = readHealth((await target.health()).value);
  const cause = causes.length > 0 ? causes.join(' <- ') : 'credentials missing is the usual cause';
  return failed(
    expected,
    `the cache is empty: ${cause} (${counted})`,
    remedy ||
      `${settingLines()}, then restart the backend and look for "Cache verified and ready" in its log.`,
  );
}

async function judgeCors(target: BackendTarget): Promise<Judgement> {
  const expected = `a preflight from ${target.origin} is allowed`;
  const { status, allowOrigin } = await target.preflight();
  if (status < 300 && (allowOrigin === target.origin || allowOrigin === '*'))
    return passed(expected, `HTTP ${status}, allowed origin ${allowOrigin}`);
  const origin = allowOrigin === '' ? 'no Access-Control-Allow-Origin' : `allowed origin ${allowOrigin}`;
  return failed(
    expected,
    `HTTP ${status}, ${origin}`,
    `Allow the origin in the backend (FastAPI: CORSMiddleware(allow_origins=["${target.origin}"])).`,
  );
}
