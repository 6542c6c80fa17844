import type { BusMessage } from '../ports.ts';

/** Runs of one channel that are remembered; a publisher that starts again is a new one. */
const RUNS_MAX = 16;

/**
 * What a consumer has had, by channel, run and sequence. A publisher that lost its connection sends again what it does not know to have arrived, in order,
 * so whatever is not newer than the newest is a repetition.
 */
export class HadMessages {
  readonly #newest = new Map<string, Map<string, number>>();
  /** Sequences that never came. */
  missing = 0;
  repeated = 0;

  /** True for a message that is new. */
  take({ channel, run, sequence }: Pick<BusMessage, 'channel' | 'run' | 'sequence'>): boolean {
    const runs = this.#newest.get(channel) ?? new Map<string, number>();
    this.#newest.set(channel, runs);
    const newest = runs.get(run);
    if (newest !== undefined && sequence <= newest) {
      this.repeated += 1;
      return false;
    }
    if (newest !== undefined) this.missing += sequence - newest - 1;
    runs.set(run, sequence);
    if (runs.size > RUNS_MAX) runs.delete(runs.keys().next().value!);
    return true;
  }
}
