import { ConfigError } from '#engine/errors.ts';
import { checksFor } from '#engine/verify/plan.ts';
import type { VerificationPlan } from '#engine/verify/plan.ts';

/**
 * The plan with the checks that `--tags` and `--grep` choose, and what those depend on. A built-in check has its group as a tag too.
 * Errors: ConfigError when none is chosen.
 */
export function chosenChecks(
  plan: VerificationPlan,
  { tags, grep }: { readonly tags?: readonly string[]; readonly grep?: RegExp },
): VerificationPlan {
  if (tags === undefined && grep === undefined) return plan;
  const chosen: VerificationPlan['chosen'] = (check) =>
    (grep === undefined || grep.test(check.id)) &&
    (tags === undefined || tags.some((tag) => check.tags.includes(tag)));
  const planned = { ...plan, chosen };
  if (checksFor(planned).length > 0) return planned;
  const all = checksFor(plan);
  const known = [...new Set(all.flatMap((check) => check.tags ?? []))];
  throw new ConfigError(
    `verify ${tags === undefined ? '--grep' : '--tags'}: expected to choose at least one check, chose none of ${all.map(({ id }) => id).join(', ')}` +
      `${known.length > 0 ? ` (tags: ${known.join(', ')})` : ''}.`,
  );
}
