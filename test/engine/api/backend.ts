/** One backend app over a ready fake engine, and how a test asks it. */
import type { Hono } from 'hono';
import { createBackendApp } from '#engine/api/app.ts';
import type { BackendAppOptions } from '#engine/api/app.ts';
import type { ExpiryChain } from '#engine/market/option-chain.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { createReadyEngine, NOW_MS } from './fake-engine.ts';
import type { FakeEngine } from './fake-engine.ts';

export const LIVE = '/api/v2/options/live?underlying=NIFTY&expiry=2026-02-11';

export interface Backend {
  readonly app: Hono;
  readonly engine: FakeEngine;
  readonly chain: ExpiryChain;
  readonly clock: VirtualClock;
}

export function createBackend(options: Partial<BackendAppOptions> = {}): Backend {
  const { engine, chain } = createReadyEngine();
  const clock = new VirtualClock(NOW_MS);
  const app = createBackendApp({ engine, clock, corsOrigins: ['http://localhost:5173'], ...options });
  return { app, engine, chain, clock };
}

export async function ask(
  app: Hono,
  path: string,
  init?: RequestInit,
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await app.request(`http://127.0.0.1:8000${path}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export async function askJson(app: Hono, path: string): Promise<{ status: number; body: unknown }> {
  const { status, text } = await ask(app, path);
  return { status, body: JSON.parse(text) };
}
