import { Hono } from 'hono';
import type { Context, Handler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { readAccessToken } from '#engine/cache/access-token.ts';
import { AnswerChoice, answerFor, callKey } from '#engine/recording/call-matching.ts';
import type { RecordedCall } from '#engine/recording/recorded-call.ts';
import type { RecordedWire } from '#engine/recording/recorded-wire.ts';
import { parseWireProfile } from '#engine/wire/wire-profile.ts';
import { bodyAsTold } from '../faults/told-bodies.ts';
import type { TokenOwners } from '../rest/call-record.ts';
import { callOf, frameAnswers } from '../rest/framed-answers.ts';
import type { AnsweringExchange } from '../rest/framed-answers.ts';
import { ROUTES } from '../rest/route-table.ts';

export interface RecordedAppOptions extends Omit<AnsweringExchange, 'accounts'> {
  readonly wire: RecordedWire;
  /** What brings log times to the clock's. */
  readonly offsetMs: number;
}

/** Headers that the server sets itself, or that spoke of the recorded connection. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  'x-simulated',
]);
/** Statuses that have no body, not even an empty one. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);
/** An answer that a client has never got: by the recording it was cut off, or never came. */
const NO_ANSWER_STATUS = 502;

/** Nobody checks a token here: it is whose it says. */
const SELF_DECLARED: TokenOwners = {
  ownerOf(accessToken) {
    const reading = readAccessToken(accessToken);
    const clientId = reading.ok ? reading.claims.clientId : undefined;
    return clientId === undefined ? undefined : { clientId };
  },
};

/**
 * Answers calls by the recorded ones: same method, path, query and body, the nearest earlier in time. A call that was never recorded is a 404
 * that says so. Planned faults strike both as they would the true answer.
 */
export function createRecordedApp(options: RecordedAppOptions): Hono {
  const { wire, clock, offsetMs, faults } = options;
  const choice = new AnswerChoice();
  const spoken = parseWireProfile(wire.manifest.wire ?? 'observed');
  const app = new Hono();
  app.use(frameAnswers({ ...options, accounts: SELF_DECLARED }));
  const answer: Handler = async (context) => {
    const target = targetOf(context);
    const requestBody = await context.req.text();
    const places = wire.calls(callKey({ method: context.req.method, target, body: requestBody }));
    if (places.length === 0) return notRecorded(context, target);
    const recorded = choice.choose(places, clock.nowMs() - offsetMs).read();
    const body = bodyOf(context, recorded);
    if (recorded.status !== 200) return answered(context, recorded, body);
    const call = callOf(context, { accounts: SELF_DECLARED });
    return answered(context, recorded, bodyAsTold({ ...call, requestBody, wire: spoken, body }, faults));
  };
  // By their routes, so that faults, counters and the journal name calls as they do of a simulated exchange.
  for (const { method, path } of ROUTES) app.on(method, path, answer);
  app.all('*', answer);
  return app;
}

function targetOf({ req }: Context): string {
  const { pathname, search } = new URL(req.url);
  return pathname + search;
}

/** The recorded body, with the caller's own values where it holds the recorded caller's. */
function bodyOf(context: Context, call: RecordedCall): Uint8Array<ArrayBuffer> {
  const text = new TextDecoder().decode(call.responseBody);
  const answer = answerFor(call, [...context.req.raw.headers], text);
  return answer === text ? new Uint8Array(call.responseBody) : new TextEncoder().encode(answer);
}

function answered(context: Context, call: RecordedCall, body: Uint8Array<ArrayBuffer>): Response {
  for (const [name, value] of call.responseHeaders)
    if (!OWN_HEADERS.has(name.toLowerCase())) context.header(name, value, { append: true });
  const status = (call.status ?? NO_ANSWER_STATUS) as ContentfulStatusCode;
  context.status(status);
  return BODILESS.has(status) ? context.body(null) : context.body(body);
}

function notRecorded(context: Context, target: string): Response {
  const [path] = target.split('?');
  return context.json(
    {
      errorType: 'Not_Recorded',
      errorCode: 'PREOPEN-404',
      errorMessage: `expected a recorded call ${context.req.method} ${path} with this query and body, was none. Record it, or ask as the recorded client did.`,
    },
    404,
  );
}
