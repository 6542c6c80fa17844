/** What every answer has in common, whoever makes it: its headers, the faults that strike it as a whole, and its place in the journal. */
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { AnswerFault } from '#engine/faults/planned-fault.ts';
import { httpDate } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import { answerWrongly } from '../faults/answer-faults.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { SlowAnswers } from '../faults/slow-answers.ts';
import { callerOf, recordCall } from './call-record.ts';
import type { Call, CallLedger, TokenOwners } from './call-record.ts';
import { ROUTES, routeKey } from './route-table.ts';
import type { Route } from './route-table.ts';

/** What the frame is made of. */
export interface AnsweringExchange extends CallLedger {
  readonly clock: Clock;
  readonly accounts: TokenOwners;
  readonly faults: FaultPlan;
  readonly slowAnswers: SlowAnswers;
}

/** The frame, as the first of an app's handlers; the app's routes are those of the route table. */
export function frameAnswers(exchange: AnsweringExchange): MiddlewareHandler {
  return async (context, next) => {
    const call = callOf(context, exchange);
    // Before the answer is made: a header added to a made one costs a copy of it.
    context.header('Date', httpDate(shownTime(call, exchange)));
    context.header('X-Simulated', '1');
    const fault = answerFault(call, exchange);
    await (fault ? answerWrongly(context, fault, next) : next());
    if (call.route !== undefined) await exchange.slowAnswers.wait(call.route, call.clientId);
    recordCall(call, context.res.status, exchange);
  };
}

/** Who calls which route. */
export function callOf(context: Context, { accounts }: Pick<AnsweringExchange, 'accounts'>): Call {
  const route = routeOf(context);
  const accessToken = context.req.header('access-token');
  const clientId = callerOf({ clientId: context.req.header('client-id'), accessToken }, accounts);
  return { route: route && routeKey(route), clientId };
}

/** The route that answers, or undefined for a path nobody knows. */
export function routeOf(context: Context): Route | undefined {
  for (const { method, path } of matchedRoutes(context)) {
    const route = ROUTES_BY_KEY.get(`${method} ${path}`);
    if (route) return route;
  }
  return undefined;
}

const ROUTES_BY_KEY: ReadonlyMap<string, Route> = new Map(ROUTES.map((route) => [routeKey(route), route]));

function answerFault({ route, clientId }: Call, { faults }: AnsweringExchange): AnswerFault | undefined {
  if (route === undefined) return undefined;
  return faults.strike('answer', ({ routes }) => routes.includes('*') || routes.includes(route), clientId);
}

/** What the exchange says the time is, epoch ms. */
function shownTime({ clientId }: Call, { clock, faults }: AnsweringExchange): number {
  const skew = faults.strike('clock-skew', () => true, clientId);
  return clock.nowMs() + (skew?.skewMs ?? 0);
}
