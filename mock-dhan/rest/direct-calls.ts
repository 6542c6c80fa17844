import { callerOf, recordCall } from './call-record.ts';
import { dataRefusal } from './data-call.ts';
import type { DataAnswer, DataCall, DataRoute, DataRoutes } from './data-call.ts';
import type { RestExchange } from './rest-exchange.ts';

/**
 * The data routes without the app in between, for a server that has a call's parts at hand: answered, counted and journalled as the app does it,
 * at a fraction of the cost.
 */
export interface DirectCalls {
  /** Whether a POST to that path (without a query) is answered here; while whole answers are planned to go wrong the app answers all. */
  takes(path: string): boolean;
  /** Only for a path that `takes`. */
  answer(path: string, call: DataCall): DataAnswer;
}

/** Faults of what surrounds an answer, which the app alone acts out. */
const APP_FAULTS = ['answer', 'slow-answer', 'clock-skew'] as const;

/** Over the same `routes` as the app's. */
export function createDirectCalls(exchange: RestExchange, routes: DataRoutes): DirectCalls {
  const { faults, accounts } = exchange;
  return {
    takes: (path) => routes.has(path) && !APP_FAULTS.some((kind) => faults.plans(kind)),
    answer(path, call) {
      const answer = answerOf(routes.get(path), call);
      recordCall({ route: `POST ${path}`, clientId: callerOf(call, accounts) }, answer.status, exchange);
      return answer;
    },
  };
}

/** Whatever breaks is the exchange's own failure, as the app has it. */
function answerOf(route: DataRoute | undefined, call: DataCall): DataAnswer {
  try {
    return route?.(call) ?? dataRefusal(800);
  } catch {
    return dataRefusal(800);
  }
}
