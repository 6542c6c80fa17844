import type { Context } from 'hono';
import type { ValidationDetail } from './validation-error.ts';

/** A request that is answered with an error status; the app that it is thrown in turns it into `{"detail": ...}`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 400 | 404 | 409 | 422 | 429 | 501;
  readonly detail: string | readonly ValidationDetail[];

  constructor(status: Refusal['status'], detail: Refusal['detail']) {
    super(typeof detail === 'string' ? detail : detail.map(({ msg }) => msg).join('; '));
    this.status = status;
    this.detail = detail;
  }
}

/** Answers a refusal with its status and text; throws any other error on. */
export function answerRefusal(error: unknown, c: Context): Response {
  if (error instanceof Refusal) return c.json({ detail: error.detail }, error.status);
  throw error;
}
