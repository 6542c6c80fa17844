import type { Engine } from '../engine.ts';
import type { BackendContext } from './backend-context.ts';

/** `degraded` still answers, and is not ready for trading. */
export const BACKEND_STATES = ['healthy', 'degraded', 'unhealthy'] as const;

/** How a backend is. */
export type HealthStatus = (typeof BACKEND_STATES)[number];

/** How the backend is, in one word, and every reason why it is not `healthy`. */
export interface BackendHealth {
  readonly status: HealthStatus;
  /** Empty exactly when the status is `healthy`. */
  readonly reasons: readonly string[];
}

/**
 * Unhealthy: nothing trustworthy to serve. Degraded: closing prices, or a feed that is down. Healthy: neither.
 * Source: design decision 5. The original backend answered a constant `healthy` (seed-requirements B5).
 */
export function backendHealth({
  engine,
  hasOriginalFaults,
}: Pick<BackendContext, 'engine' | 'hasOriginalFaults'>): BackendHealth {
  if (hasOriginalFaults) return { status: 'healthy', reasons: [] };
  const blockers = blockersOf(engine);
  if (blockers.length > 0) return { status: 'unhealthy', reasons: blockers };
  const weaknesses = weaknessesOf(engine);
  return { status: weaknesses.length > 0 ? 'degraded' : 'healthy', reasons: weaknesses };
}

/** True while the cache was filled from closing prices because the exchange could not be reached. */
function isOnClosingPrices(engine: Engine): boolean {
  return engine.report?.state === 'degraded';
}

/** What a body says its prices are: the original never said that they were closing prices. */
export function servedSource({ engine, hasOriginalFaults }: BackendContext): 'closing' | 'central_cache' {
  return isOnClosingPrices(engine) && !hasOriginalFaults ? 'closing' : 'central_cache';
}

function blockersOf(engine: Engine): string[] {
  const { report } = engine;
  if (!report) return ['the startup checks have not ended yet'];
  const blockers =
    report.state === 'refused'
      ? [`the start was refused: ${report.causes.join(' <- ') || 'no cause given'}`]
      : [];
  const empty = Object.entries(engine.statistics()).filter(([, count]) => count === 0);
  if (empty.length > 0) blockers.push(`the cache holds 0 ${empty.map(([counter]) => counter).join(', 0 ')}`);
  return blockers;
}

function weaknessesOf(engine: Engine): string[] {
  const weaknesses: string[] = [];
  if (isOnClosingPrices(engine)) weaknesses.push('running on closing prices, not on live data');
  if (engine.isFeedConnected && engine.feedProblem !== undefined) weaknesses.push(engine.feedProblem);
  if (!engine.isFeedConnected) {
    const problem = engine.feedProblem === undefined ? '' : `: ${engine.feedProblem}`;
    weaknesses.push(`the live feed is not connected${problem}`);
  }
  return weaknesses;
}
