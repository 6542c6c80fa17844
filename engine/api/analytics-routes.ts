import { Hono } from 'hono';
import type { Context } from 'hono';
import { ChainAnalyst } from '../analytics/chain-analyst.ts';
import { istIso } from '../market/ist-time.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { analyticsBody, smileBody, termStructureBody } from './analytics-body.ts';
import type { BackendContext } from './backend-context.ts';
import { servedSource } from './backend-health.ts';
import { underlyingPrice } from './underlying-price.ts';
import { malformedExpiry, missingParameter } from './validation-error.ts';

/**
 * `options/surface?underlying=` (forward, smile and term structure of every cached expiry) and `options/analytics?underlying=[&expiry=]`. A chain is
 * analysed when it is asked for, once per change. Errors: 422 and 404 as `options/live` answers them.
 */
export function analyticsRoutes(context: BackendContext): Hono {
  const analyst = new ChainAnalyst();
  return new Hono()
    .get('/api/v2/options/surface', (c) => {
      const asked = askedUnderlying(context, c);
      if (asked instanceof Response) return asked;
      const { spot, chains } = asked;
      const analysed = chains.map((chain) => ({ chain, ...analyst.of(chain, spot) }));
      const expiries = analysed.map(smileBody);
      return c.json(answer(context, asked, { term_structure: termStructureBody(analysed), expiries }));
    })
    .get('/api/v2/options/analytics', (c) => {
      const asked = askedUnderlying(context, c);
      if (asked instanceof Response) return asked;
      const chosen = chosenExpiry(asked, c);
      if (chosen instanceof Response) return chosen;
      const expiries = chosen.map((chain) =>
        analyticsBody(chain, asked.spot, analyst.of(chain, asked.spot).analytics),
      );
      return c.json(answer(context, asked, { expiries }));
    });
}

/** An underlying with its chains, nearest expiry first; `spot` 0 before its first price. */
interface AskedUnderlying {
  readonly underlying: string;
  readonly spot: number;
  readonly chains: readonly ExpiryChain[];
}

function askedUnderlying({ engine }: BackendContext, c: Context): AskedUnderlying | Response {
  const underlying = c.req.query('underlying')?.toUpperCase();
  if (underlying === undefined) return c.json({ detail: [missingParameter('underlying')] }, 422);
  const chains = [...engine.cache.chainsOf(underlying)];
  if (chains.length === 0) return c.json({ detail: `Option chain not found for ${underlying}` }, 404);
  return { underlying, spot: underlyingPrice(engine.prices, underlying) ?? 0, chains };
}

/** All of them unless one is asked for. */
function chosenExpiry(
  { underlying, chains }: AskedUnderlying,
  c: Context,
): readonly ExpiryChain[] | Response {
  const expiry = c.req.query('expiry');
  if (expiry === undefined) return chains;
  const malformed = malformedExpiry(expiry);
  if (malformed) return c.json({ detail: [malformed] }, 422);
  const chosen = chains.filter((chain) => chain.expiry === expiry);
  if (chosen.length === 0)
    return c.json({ detail: `Option chain not found for ${underlying} ${expiry}` }, 404);
  return chosen;
}

function answer(context: BackendContext, { underlying, spot }: AskedUnderlying, data: object): object {
  return {
    status: 'success',
    data: { underlying, underlying_ltp: spot > 0 ? spot : null, ...data },
    source: servedSource(context),
    timestamp: istIso(context.clock.nowMs()),
  };
}
