import { Hono } from 'hono';
import type { Context } from 'hono';
import { atmStrike } from '../cache/strike-window.ts';
import type { BackendContext } from './backend-context.ts';
import { cacheStats } from './cache-stats.ts';
import { createLiveBody } from './live-body.ts';
import { underlyingPrice } from './underlying-price.ts';
import { cutUrlHint, malformedExpiry, missingParameter } from './validation-error.ts';
import type { ValidationDetail, ValidationError } from './validation-error.ts';

const LIVE_PATH = '/api/v2/options/live';

/** Everything below /api/v2/options, and `/options/live`, the frontend's own call. Source: seed-requirements A5, B5. */
export function optionsRoutes(context: BackendContext): Hono {
  const { engine } = context;
  const live = liveHandler(context);
  return new Hono()
    .get(LIVE_PATH, live)
    .get('/options/live', live)
    .get('/api/v2/options/available/underlyings', (c) => {
      const underlyings = engine.cache.underlyings();
      return c.json({ status: 'success', data: underlyings, count: underlyings.length });
    })
    .get('/api/v2/options/available/expiries', (c) => availableExpiries(context, c))
    .get('/api/v2/options/atm/:underlying', (c) => atm(context, c))
    .get('/api/v2/options/cache/stats', (c) => c.json({ status: 'success', data: cacheStats(engine) }));
}

function liveHandler(context: BackendContext): (c: Context) => Response {
  const bodyOf = createLiveBody(context);
  return (c) => {
    const underlying = c.req.query('underlying')?.toUpperCase();
    const expiry = c.req.query('expiry');
    if (underlying === undefined || expiry === undefined) return c.json(incomplete(context, c), 422);
    const malformed = malformedExpiry(expiry);
    if (malformed) return c.json({ detail: [malformed] }, 422);
    const chain = context.engine.cache.get(underlying, expiry);
    if (!chain) return c.json({ detail: `Option chain not found for ${underlying} ${expiry}` }, 404);
    return c.body(bodyOf(chain), 200, { 'content-type': 'application/json' });
  };
}

function incomplete(context: BackendContext, c: Context): ValidationError {
  const detail: ValidationDetail[] = ['underlying', 'expiry']
    .filter((name) => c.req.query(name) === undefined)
    .map(missingParameter);
  const isCutAtExpiry = c.req.query('underlying') !== undefined;
  return isCutAtExpiry ? { detail, hint: cutUrlHint(exampleUrl(context, c)) } : { detail };
}

/** A call that this backend answers; an empty cache leaves the documents' own. */
function exampleUrl({ engine }: BackendContext, c: Context): string {
  const asked = c.req.query('underlying')?.toUpperCase() ?? '';
  const expiryOfAsked = engine.cache.expiries(asked)[0];
  const underlying = expiryOfAsked === undefined ? 'NIFTY' : asked;
  const expiry = expiryOfAsked ?? engine.cache.expiries('NIFTY')[0] ?? '2026-02-11';
  return `${new URL(c.req.url).origin}${LIVE_PATH}?underlying=${underlying}&expiry=${expiry}`;
}

function availableExpiries({ engine }: BackendContext, c: Context): Response {
  const underlying = c.req.query('underlying')?.toUpperCase();
  if (underlying === undefined) return c.json({ detail: [missingParameter('underlying')] }, 422);
  const expiries = engine.cache.expiries(underlying);
  if (expiries.length === 0) return c.json({ detail: `No expiries found for ${underlying}` }, 404);
  return c.json({ status: 'success', underlying, data: expiries, count: expiries.length });
}

/** A strike, where the original answered the price itself (design decision 10). */
function atm({ engine }: BackendContext, c: Context): Response {
  const underlying = (c.req.param('underlying') ?? '').toUpperCase();
  const chain = engine.cache.chainsOf(underlying).next().value;
  if (!chain) return c.json({ detail: `ATM strike not found for ${underlying}` }, 404);
  const ltp = underlyingPrice(engine.prices, underlying);
  if (ltp === undefined)
    return c.json({ detail: `ATM strike not found for ${underlying}: no price has arrived yet` }, 404);
  const strikeInterval = chain.strikeInterval;
  return c.json({
    status: 'success',
    data: {
      underlying,
      atm_strike: atmStrike(ltp, strikeInterval),
      underlying_ltp: ltp,
      strike_interval: strikeInterval,
    },
  });
}
