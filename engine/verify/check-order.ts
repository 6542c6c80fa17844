/** What checks say of each other: who waits for whom. */

interface Ordered {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/** What makes the dependencies impossible, in words: two checks of one id, an unknown one, a circle; undefined when nothing does. */
export function dependencyFault(checks: readonly Ordered[]): string | undefined {
  const byId = new Map<string, Ordered>();
  for (const check of checks) {
    if (byId.has(check.id)) return `two checks are called ${check.id}`;
    byId.set(check.id, check);
  }
  for (const { id, dependsOn } of checks) {
    const missing = dependsOn.find((dependency) => !byId.has(dependency));
    if (missing !== undefined) return `${id} depends on ${missing}, which is not among the checks`;
  }
  const circle = dependencyCircle(checks);
  return circle && `${circle.join(' -> ')}: checks that wait for each other`;
}

/** The first circle of dependencies, its first id again at the end; undefined without one. */
export function dependencyCircle(checks: readonly Ordered[]): readonly string[] | undefined {
  const byId = new Map(checks.map((check) => [check.id, check] as const));
  const done = new Set<string>();
  const circleFrom = (id: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    for (const dependency of byId.get(id)?.dependsOn ?? []) {
      const circle = circleFrom(dependency, [...path, id]);
      if (circle) return circle;
    }
    done.add(id);
    return undefined;
  };
  for (const { id } of checks) {
    const circle = circleFrom(id, []);
    if (circle) return circle;
  }
  return undefined;
}

/** The chosen checks and everything they wait for, in the order given. */
export function withDependencies<Kind extends Ordered>(
  checks: readonly Kind[],
  isChosen: (check: Kind) => boolean,
): readonly Kind[] {
  const byId = new Map(checks.map((check) => [check.id, check] as const));
  const kept = new Set<string>();
  const keep = (check: Kind): void => {
    if (kept.has(check.id)) return;
    kept.add(check.id);
    for (const id of check.dependsOn) {
      const dependency = byId.get(id);
      if (dependency) keep(dependency);
    }
  };
  for (const check of checks) if (isChosen(check)) keep(check);
  return checks.filter(({ id }) => kept.has(id));
}
