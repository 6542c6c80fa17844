import type { Context, Hono } from 'hono';
import { istDate } from '#engine/market/ist-time.ts';
import {
  parseStaticIpRequest,
  renderStaticIp,
  renderStaticIpFailure,
  renderStaticIpSaved,
} from '#engine/wire/static-ip-bodies.ts';
import type { StaticIpWrite } from '../world/static-ips.ts';
import { detectedAddress } from './caller-address.ts';
import { INVALID_LOGIN, inputError, javaError, jsonAnswer, refuseAccountCall } from './answers.ts';
import type { RestExchange } from './rest-exchange.ts';

/**
 * `POST /v2/ip/setIP`, `PUT /v2/ip/modifyIP`, `GET /v2/ip/getIP`. The
 * addresses are kept and told; whether a call is refused for where it comes from is the wire's word. Only the seven days are known from the wire, the texts of refused writes are the mock's own.
 * Source: dhan-v2-wire 1.6; 11, row 65.
 */
export function addStaticIpRoutes(app: Hono, exchange: RestExchange): void {
  const ips = exchange.staticIps;
  app.post('/v2/ip/setIP', (context) => answerWrite(context, exchange, (write) => ips.set(write)));
  app.put('/v2/ip/modifyIP', (context) => answerWrite(context, exchange, (write) => ips.modify(write)));
  app.get('/v2/ip/getIP', (context) => {
    const refusal = refuseAccountCall(context, exchange);
    if (refusal) return refusal;
    return jsonAnswer(context, 200, printIps(context, exchange));
  });
}

async function answerWrite(
  context: Context,
  exchange: RestExchange,
  save: (write: StaticIpWrite) => string | undefined,
): Promise<Response> {
  const refusal = refuseAccountCall(context, exchange);
  if (refusal) return refusal;
  const request = parseStaticIpRequest(await context.req.text());
  if (!request.ok) return inputError(context);
  const { dhanClientId: clientId, ip, ipFlag: flag } = request.value;
  if (clientId !== callerOf(context, exchange)) return javaError(context, 401, INVALID_LOGIN);
  const failure = save({ clientId, flag, ip, nowMs: exchange.clock.nowMs() });
  if (failure !== undefined) return inputError(context, failure);
  return jsonAnswer(context, 200, renderStaticIpSaved());
}

function callerOf(context: Context, { accounts }: RestExchange): string {
  return accounts.ownerOf(context.req.header('access-token') ?? '')?.clientId ?? '';
}

function printIps(context: Context, exchange: RestExchange): string {
  const ips = exchange.staticIps;
  const clientId = callerOf(context, exchange);
  const detectedIP = detectedAddress(context);
  const isRegistered = ips.isRegistered(clientId, detectedIP);
  const primary = ips.find(clientId, 'PRIMARY');
  const secondary = ips.find(clientId, 'SECONDARY');
  if (!primary && !secondary) return renderStaticIpFailure('No IP is set');
  const registered = {
    modifyDatePrimary: primary ? istDate(primary.modifiableFromMs) : '',
    primaryIP: primary?.ip ?? '',
    modifyDateSecondary: secondary ? istDate(secondary.modifiableFromMs) : '',
    secondaryIP: secondary?.ip ?? '',
  };
  if (exchange.wire.staticIpFields === 'four') return renderStaticIp(registered);
  return renderStaticIp({
    ...registered,
    detectedIP,
    ipMatchStatus: isRegistered ? 'MATCH' : 'MISMATCH',
    ordersAllowed: isRegistered || exchange.wire.staticIp === 'off',
  });
}
