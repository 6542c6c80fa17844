import type { Hono } from 'hono';
import { jsonAnswer } from './answers.ts';
import type { DataRoutes } from './data-call.ts';
import { marketFeedRoutes } from './market-feed-routes.ts';
import { optionChainRoutes } from './option-chain-routes.ts';
import type { RestExchange } from './rest-exchange.ts';

/** Every route of the Go tier. */
export function createDataRoutes(exchange: RestExchange): DataRoutes {
  return new Map([...optionChainRoutes(exchange), ...marketFeedRoutes(exchange)]);
}

/** Mounts them in the app. */
export function addDataRoutes(app: Hono, routes: DataRoutes): void {
  for (const [path, answer] of routes)
    app.post(path, async (context) => {
      const { status, body } = answer({
        accessToken: context.req.header('access-token'),
        clientId: context.req.header('client-id'),
        body: await context.req.text(),
      });
      return jsonAnswer(context, status, body);
    });
}
