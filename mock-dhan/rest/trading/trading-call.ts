/** What the routes of orders and portfolio have in common: who calls, and how an outcome becomes an answer. */
import type { Context } from 'hono';
import type { Parsed } from '#engine/wire/json-body.ts';
import type { EmptyTexts } from '#engine/wire/trading-requests.ts';
import type { Outcome } from '../../world/orders/refusal.ts';
import type { TradingFloor } from '../../world/trading-floor.ts';
import { INVALID_LOGIN, inputError, javaError, jsonAnswer } from '../answers.ts';
import type { RestExchange } from '../rest-exchange.ts';

/** A call that was let in. */
export interface TradingCall {
  readonly context: Context;
  readonly clientId: string;
  readonly floor: TradingFloor;
  readonly exchange: RestExchange;
}

/** The answers of a family by their keys in the route table. */
export type TradingAnswers = Readonly<Record<string, (call: TradingCall) => Response | Promise<Response>>>;

/** 200 with JSON. */
export function answered(call: TradingCall, body: string): Response {
  return jsonAnswer(call.context, 200, body);
}

/** 202 without a body. */
export function accepted({ context }: TradingCall): Response {
  return context.body(null, 202);
}

/** 200 with what was done, or the refusal. */
export function outcomeAnswer<Value>(
  call: TradingCall,
  outcome: Outcome<Value>,
  render: (value: Value) => string,
): Response {
  if (outcome.ok) return answered(call, render(outcome.value));
  const { status, ...error } = outcome.refusal;
  return javaError(call.context, status, error);
}

/** What a request may name besides what it is about. */
interface NamedRequest {
  readonly dhanClientId?: string | undefined;
  readonly orderId?: string | undefined;
}

/**
 * Reads the body and hands it on: DH-905 when it is none, DH-901 when it names another client than the token's. An `orderId` in it must be the
 * one of the path.
 */
export async function withRequest<Request extends NamedRequest>(
  call: TradingCall,
  parse: (text: string, emptyTexts: EmptyTexts) => Parsed<Request>,
  answer: (request: Request) => Response,
): Promise<Response> {
  const { context, clientId, exchange } = call;
  const request = parse(await context.req.text(), exchange.wire.emptyOptionals);
  if (!request.ok) return inputError(context);
  const { dhanClientId = clientId, orderId } = request.value;
  if (dhanClientId !== clientId) return javaError(context, 401, INVALID_LOGIN);
  if (orderId !== undefined && orderId !== context.req.param('orderId')) return inputError(context);
  return answer(request.value);
}

/** A parameter of the path. */
export function pathPart({ context }: TradingCall, name: string): string {
  return context.req.param(name) ?? '';
}
