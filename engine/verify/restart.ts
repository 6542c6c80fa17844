import { istTimeOfDay, MS_PER_SECOND } from '../market/ist-time.ts';
import { readCacheCounters, readHealth } from './backend-answers.ts';
import type { BackendTarget } from './targets.ts';

/** How long the backend takes to start, and until when it may still be started again before the open. */
export interface Restart {
  readonly coldStartMs: number;
  /** `said`: by /health; `estimated`: by its expiries, because the exchange gives one chain per 3 s. */
  readonly basis: 'said' | 'estimated';
  readonly latestAtMs: number;
}

/** The exchange's limit on option chains. Source: dhan-v2-wire 3. */
const CHAIN_INTERVAL_MS = 3 * MS_PER_SECOND;
/** What a restart needs beside the start itself: somebody to do it, and a look after it. */
const MARGIN_MS = 60 * MS_PER_SECOND;

/** Undefined for a backend that did not get up, or that says neither how long its start took nor how many expiries it loaded. Rejects with ProbeUnreachable. */
export async function restartOf(target: BackendTarget, openAtMs: number): Promise<Restart | undefined> {
  const { startupMs: said, startupState } = readHealth((await target.health()).value);
  if (startupState === 'refused') return undefined;
  const { expiries = 0 } = readCacheCounters((await target.cacheStatistics()).value);
  const coldStartMs = said ?? expiries * CHAIN_INTERVAL_MS;
  if (said === undefined && expiries === 0) return undefined;
  const basis = said === undefined ? 'estimated' : 'said';
  return { coldStartMs, basis, latestAtMs: openAtMs - coldStartMs - MARGIN_MS };
}

/** `cold start 4.0 s (as /health says), latest safe restart 09:13:56 IST` */
export function spokenRestart({ coldStartMs, basis, latestAtMs }: Restart): string {
  const by = basis === 'said' ? 'as /health says' : 'estimated: one option chain per 3 s';
  return `cold start ${(coldStartMs / 1000).toFixed(1)} s (${by}), latest safe restart ${istTimeOfDay(latestAtMs)} IST`;
}
