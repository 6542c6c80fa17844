import type { Hono } from 'hono';
import type { ControlledExchange } from '../served-exchange.ts';

/**
 * `GET /expectations`: what a correct client does in the scenario, in words, and how it stands: `held`, `broken`, `open` (undecided) or `unjudged`
 * (it asks for the reference backend's own word, and there is none here).
 */
export function addExpectationRoute(app: Hono, exchange: ControlledExchange): void {
  app.get('/expectations', (context) => context.json({ expectations: exchange.expectations?.() ?? [] }));
}
