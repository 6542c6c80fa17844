import type { Context, Hono } from 'hono';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import { renderCompactMaster, renderDetailedMaster } from '#engine/wire/scrip-master.ts';
import { masterAsTold } from '../faults/master-faults.ts';
import { masterSources } from '../world/master-sources.ts';
import { inputError } from './answers.ts';
import type { RestExchange } from './rest-exchange.ts';

/**
 * Both scrip masters as images.dhan.co serves them, and the detailed one by segment as `GET /v2/instrument/{exchangeSegment}`, all without
 * a login. Source: dhan-v2-wire 1.1, 5.
 */
export function addScripMasterRoutes(app: Hono, { world, faults }: RestExchange): void {
  const csvAnswer = (context: Context, csv: string): Response =>
    context.body(masterAsTold(csv, faults), 200, { 'Content-Type': 'text/csv' });
  const compact = printedOnce(() => renderCompactMaster(masterSources(world.universe)));
  const detailed = printedOnce(() => renderDetailedMaster(masterSources(world.universe)));
  app.get('/api-data/api-scrip-master.csv', (context) => csvAnswer(context, compact()));
  app.get('/api-data/api-scrip-master-detailed.csv', (context) => csvAnswer(context, detailed()));
  app.get('/v2/instrument/:exchangeSegment', (context) => {
    const segment = context.req.param('exchangeSegment');
    if (!Object.hasOwn(EXCHANGE_SEGMENT_CODES, segment)) return inputError(context);
    const sources = masterSources(world.universe);
    const inSegment = sources.filter(({ instrument }) => instrument.exchangeSegment === segment);
    return csvAnswer(context, renderDetailedMaster(inSegment));
  });
}

/** What is listed does not change during a day. */
function printedOnce(print: () => string): () => string {
  let printed: string | undefined;
  return () => (printed ??= print());
}
