import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { istDate } from '#engine/market/ist-time.ts';
import {
  parseStaticIpRequest,
  renderStaticIp,
  renderStaticIpFailure,
  renderStaticIpSaved,
} from '#engine/wire/static-ip-bodies.ts';
import { StaticIps } from '../world/static-ips.ts';
import type { StaticIpWrite } from '../world/static-ips.ts';
import { INVALID_LOGIN, inputError, javaError, jsonAnswer, refuseAccountCall } from './answers.ts';
import type { RestExchange } from './rest-exchange.ts';

/** An exchange in the caller's own process has no address to detect. */
const SAME_PROCESS_IP = '127.0.0.1';

/**
 * `POST /v2/ip/setIP`, `PUT /v2/ip/modifyIP`, `GET /v2/ip/getIP`. The addresses are kept and told; no call is refused for
 * where it comes from. Only the seven days are known from the wire, the texts of refused writes are the mock's own.
 * Source: dhan-v2-wire 1.6; 11, row 65.
 */
export function addStaticIpRoutes(app: Hono, exchange: RestExchange): void {
  const ips = new StaticIps();
  app.post('/v2/ip/setIP', (context) => answerWrite(context, exchange, (write) => ips.set(write)));
  app.put('/v2/ip/modifyIP', (context) => answerWrite(context, exchange, (write) => ips.modify(write)));
  app.get('/v2/ip/getIP', (context) => {
    const refusal = refuseAccountCall(context, exchange);
    if (refusal) return refusal;
    return jsonAnswer(context, 200, printIps(ips, callerOf(context, exchange), detectedIp(context)));
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

function printIps(ips: StaticIps, clientId: string, detectedIP: string): string {
  const primary = ips.find(clientId, 'PRIMARY');
  const secondary = ips.find(clientId, 'SECONDARY');
  if (!primary && !secondary) return renderStaticIpFailure('No IP is set');
  return renderStaticIp({
    modifyDatePrimary: primary ? istDate(primary.modifiableFromMs) : '',
    primaryIP: primary?.ip ?? '',
    modifyDateSecondary: secondary ? istDate(secondary.modifiableFromMs) : '',
    secondaryIP: secondary?.ip ?? '',
    detectedIP,
    ipMatchStatus: [primary?.ip, secondary?.ip].includes(detectedIP) ? 'MATCH' : 'MISMATCH',
    ordersAllowed: true,
  });
}

/** The socket's far end, an IPv4 address without its IPv6 prefix. */
function detectedIp(context: Context): string {
  const { incoming } = (context.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress?.replace(/^::ffff:/, '') ?? SAME_PROCESS_IP;
}
