import { UpstreamError } from '../../errors.ts';
import type { HttpRequest, HttpResponse, HttpTransport } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import { redactSecrets } from '../../verify/redact.ts';

/** Sends a request; no answer at all becomes ProbeUnreachable with the remedy, every answer is a fact. */
export async function ask(http: HttpTransport, request: HttpRequest, remedy: string): Promise<HttpResponse> {
  try {
    return await http.send(request);
  } catch (error) {
    throw unreachable(error, remedy);
  }
}

/** The same error when it is not about reaching the target: that one is a mistake and must surface. */
export function unreachable(error: unknown, remedy: string): unknown {
  if (!(error instanceof UpstreamError) || error.status !== undefined) return error;
  if (error.failure !== 'transport') return error;
  return new ProbeUnreachable(redactSecrets(error.message), remedy, { cause: error });
}

/** The moment an answer's HTTP Date names, epoch ms; undefined without a readable one. */
export function httpDateMs(response: HttpResponse): number | undefined {
  const dateMs = Date.parse(response.headers['date'] ?? '');
  return Number.isNaN(dateMs) ? undefined : dateMs;
}

/**
 * The target's clock, from an answer's HTTP Date. It is read once and then runs with ours: the header's whole seconds would make
 * it jump, and a target that plays another day plays it at the pace of our clock.
 */
export function targetOffsetMs(dateMs: number | undefined, localMs: number): number {
  if (dateMs === undefined) return 0;
  const offsetMs = dateMs + HALF_SECOND_MS - localMs;
  return Math.abs(offsetMs) <= HALF_SECOND_MS ? 0 : offsetMs;
}

/** The header names whole seconds, so its moment lies half a second later on average. */
const HALF_SECOND_MS = 500;
