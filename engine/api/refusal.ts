import type { ValidationDetail } from './validation-error.ts';

/** A request that is answered with an error status; the app that it is thrown in turns it into `{"detail": ...}`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 404 | 409 | 422 | 429 | 501;
  readonly detail: string | readonly ValidationDetail[];

  constructor(status: Refusal['status'], detail: Refusal['detail']) {
    super(typeof detail === 'string' ? detail : detail.map(({ msg }) => msg).join('; '));
    this.status = status;
    this.detail = detail;
  }
}
