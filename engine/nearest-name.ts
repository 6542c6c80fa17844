/** The names with the one that was probably meant first. */
export function nearestFirst(names: readonly string[], written: string): string[] {
  return [...names].sort((a, b) => editDistance(a, written) - editDistance(b, written));
}

/** The name that was probably meant; undefined when none resembles what was written: a third of it may be otherwise. */
export function nearestName(names: readonly string[], written: string): string | undefined {
  const [nearest] = nearestFirst(names, written);
  return nearest !== undefined && editDistance(nearest, written) <= Math.ceil(written.length / 3)
    ? nearest
    : undefined;
}

/** Levenshtein distance: how many single-character edits turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(previous[column]! + 1, current[column - 1]! + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length]!;
}
