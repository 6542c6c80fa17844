/** Delta debugging: the fewest items of a list that still fail. Source: Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002. */

/** How far a search got. */
export interface Minimised<T> {
  readonly items: readonly T[];
  /** False when the trials ran out: some of the items may still be needless. */
  readonly isMinimal: boolean;
}

/** Runs that a search may still make; several searches may share one. */
export interface TrialBudget {
  left: number;
}

/**
 * Leaves out ever smaller parts as long as what remains `stillFails`, which must hold for `items` themselves. The result keeps the order; when it is minimal, no single
 * item can be left out.
 */
export async function minimise<T>(
  items: readonly T[],
  stillFails: (items: readonly T[]) => Promise<boolean>,
  budget: TrialBudget,
): Promise<Minimised<T>> {
  if (items.length === 0) return { items, isMinimal: true };
  if (await tried([], stillFails, budget)) return { items: [], isMinimal: true };
  let kept = items;
  for (let parts = 2; kept.length > 1;) {
    const smaller = await firstThatFails(withoutEach(kept, parts), stillFails, budget);
    if (smaller) {
      kept = smaller;
      parts = Math.max(parts - 1, 2);
    } else if (budget.left === 0) return { items: kept, isMinimal: false };
    else if (parts >= kept.length) return { items: kept, isMinimal: true };
    else parts = Math.min(parts * 2, kept.length);
  }
  return { items: kept, isMinimal: true };
}

async function firstThatFails<T>(
  candidates: Iterable<readonly T[]>,
  stillFails: (items: readonly T[]) => Promise<boolean>,
  budget: TrialBudget,
): Promise<readonly T[] | undefined> {
  for (const candidate of candidates) if (await tried(candidate, stillFails, budget)) return candidate;
  return undefined;
}

/** Out of budget, nothing is known to fail. */
async function tried<T>(
  items: readonly T[],
  stillFails: (items: readonly T[]) => Promise<boolean>,
  budget: TrialBudget,
): Promise<boolean> {
  if (budget.left === 0) return false;
  budget.left -= 1;
  return stillFails(items);
}

/** The list without its first part, without its second, and so on. */
function* withoutEach<T>(items: readonly T[], parts: number): Generator<readonly T[]> {
  for (let part = 0; part < parts; part += 1) {
    const start = Math.floor((items.length * part) / parts);
    const end = Math.floor((items.length * (part + 1)) / parts);
    yield [...items.slice(0, start), ...items.slice(end)];
  }
}
