/** What verify says of one mutant, moment by moment, until it says something else than of a sound backend. */
import { parseWireProfile } from '#engine/wire/wire-profile.ts';
import { loadMutant } from './load-mutant.ts';
import type { Mutant } from './load-mutant.ts';
import { MOMENTS } from './moments.ts';
import type { MomentId } from './moments.ts';

/** How a mutant was found out, or that it was not. */
export type MutantVerdict = { readonly id: string } & (
  | {
      readonly kind: 'killed';
      readonly at: MomentId;
      /** Checks that fail or warn there. */
      readonly red: readonly string[];
      /** Checks that a sound backend fails there and this one does not. */
      readonly green: readonly string[];
    }
  /** The backend, or the load of its changed file, ended with an error. */
  | { readonly kind: 'crashed'; readonly at: MomentId; readonly problem: string }
  | { readonly kind: 'survived' }
);

const TIMEOUT_MS = 15_000;
const wire = parseWireProfile('observed');

/** Judges at these moments in turn, up to the first at which the verdict is not that of a sound backend. */
export async function judgeMutant(mutant: Mutant, moments: readonly MomentId[]): Promise<MutantVerdict> {
  const { id } = mutant;
  for (const at of moments) {
    const seen = await redChecks(mutant, at);
    if (typeof seen === 'string') return { id, kind: 'crashed', at, problem: seen };
    const expected: readonly string[] = MOMENTS[at].red;
    const green = expected.filter((check) => !seen.includes(check));
    if (green.length > 0 || seen.length > expected.length)
      return { id, kind: 'killed', at, red: seen, green };
  }
  return { id, kind: 'survived' };
}

/** The ids, or why there was no verdict. */
async function redChecks(mutant: Mutant, at: MomentId): Promise<readonly string[] | string> {
  try {
    const { rehearsalPlan, rehearseAndVerify } = await loadMutant(mutant);
    const { scenario, at: time } = MOMENTS[at];
    const flags = { scenario, at: time, wire, timeout: TIMEOUT_MS };
    const { checks } = await rehearseAndVerify(flags, rehearsalPlan(scenario), undefined);
    return checks.filter(({ status }) => status === 'fail' || status === 'warn').map(({ id }) => id);
  } catch (error) {
    return error instanceof Error ? error.message : 'thrown: no error';
  }
}
