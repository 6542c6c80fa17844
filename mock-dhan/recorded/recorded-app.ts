import { Hono } from 'hono';
import type { Context } from 'hono';
import { httpDate } from '#engine/market/ist-time.ts';
import type { Clock } from '#engine/ports.ts';
import { AnswerChoice, answerFor, callKey } from '#engine/recording/call-matching.ts';
import type { RecordedCall } from '#engine/recording/recorded-call.ts';
import type { RecordedWire } from '#engine/recording/recorded-wire.ts';
import type { ExchangeJournal } from '../journal/exchange-journal.ts';
import type { RequestCounters } from '../rest/request-counters.ts';

export interface RecordedAppOptions {
  readonly wire: RecordedWire;
  readonly clock: Clock;
  /** What brings log times to the clock's. */
  readonly offsetMs: number;
  readonly journal: ExchangeJournal;
  readonly requests: RequestCounters;
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
/** An answer that a client has never got: by the recording it was cut off, or never came. */
const NO_ANSWER_STATUS = 502;

/** Answers calls by the recorded ones: same method, path, query and body, the nearest earlier in time. A call that was never recorded is a 404 that says so. */
export function createRecordedApp(options: RecordedAppOptions): Hono {
  const { wire, clock, offsetMs } = options;
  const choice = new AnswerChoice();
  const app = new Hono();
  app.all('*', async (context) => {
    const target = targetOf(context);
    const { method } = context.req;
    const places = wire.calls(callKey({ method, target, body: await context.req.text() }));
    const response =
      places.length === 0
        ? notRecorded(context, target)
        : answerOf(context, choice.choose(places, clock.nowMs() - offsetMs).read());
    response.headers.set('Date', httpDate(clock.nowMs()));
    response.headers.set('X-Simulated', '1');
    note(options, context, response.status);
    return response;
  });
  return app;
}

function targetOf({ req }: Context): string {
  const { pathname, search } = new URL(req.url);
  return pathname + search;
}

function answerOf(context: Context, call: RecordedCall): Response {
  const headers = new Headers();
  for (const [name, value] of call.responseHeaders)
    if (!OWN_HEADERS.has(name.toLowerCase())) headers.append(name, value);
  const text = new TextDecoder().decode(call.responseBody);
  const answer = answerFor(call, [...context.req.raw.headers], text);
  const body = answer === text ? new Uint8Array(call.responseBody) : answer;
  const status = call.status ?? NO_ANSWER_STATUS;
  // These have no body, not even an empty one.
  return new Response(status === 204 || status === 304 ? null : body, { status, headers });
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

function note({ journal, requests, clock }: RecordedAppOptions, context: Context, status: number): void {
  const route = `${context.req.method} ${new URL(context.req.url).pathname}`;
  requests.record(route, status);
  journal.record({
    kind: 'request',
    atMs: clock.nowMs(),
    clientId: context.req.header('client-id') ?? '',
    route,
    status,
  });
}
