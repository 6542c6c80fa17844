/** `parameters` of a scenario file: values that whoever plays it may choose, standing as `$name` where they belong. */
import { ScenarioError } from '#engine/errors.ts';

/** What a parameter may be set to. */
export type Parameter = string | number | boolean;
export type Parameters = Readonly<Record<string, Parameter>>;

/**
 * The scenario with its parameters filled in: every value that is exactly `$name` becomes the parameter's, as `given` sets it or as the file does.
 * Errors: ScenarioError for a name that the scenario does not have, a value of another type, or a `$name` that nothing sets.
 */
export function withParameters(
  file: string,
  { parameters: declared = {}, ...value }: Record<string, unknown>,
  given: Parameters,
): Record<string, unknown> {
  const values = new Map(declaredIn(file, declared));
  for (const [name, parameter] of Object.entries(given)) {
    const usual = values.get(name);
    if (usual === undefined)
      throw new ScenarioError(
        `${file}: parameter ${name}: expected ${values.size === 0 ? 'none, for this scenario has no parameters' : `one of ${[...values.keys()].join(', ')}`}. Correct the name.`,
      );
    if (typeof usual !== typeof parameter)
      throw new ScenarioError(
        `${file}: parameter ${name}: expected a ${typeof usual} such as ${usual}, was ${JSON.stringify(parameter)}.`,
      );
    values.set(name, parameter);
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(file, one, values)]));
}

function declaredIn(file: string, declared: unknown): [string, Parameter][] {
  const entries = typeof declared === 'object' && declared !== null ? Object.entries(declared) : [];
  const isWhole = !Array.isArray(declared) && typeof declared === 'object' && declared !== null;
  if (
    isWhole &&
    entries.every((entry): entry is [string, Parameter] =>
      /^(?:string|number|boolean)$/.test(typeof entry[1]),
    )
  )
    return entries;
  throw new ScenarioError(`${file}: parameters: expected a map of names to texts, numbers or truth values.`);
}

function filled(file: string, value: unknown, values: ReadonlyMap<string, Parameter>): unknown {
  if (Array.isArray(value)) return value.map((one) => filled(file, one, values));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(file, one, values)]));
  const name = typeof value === 'string' ? /^\$([a-z]\w*)$/i.exec(value)?.[1] : undefined;
  if (name === undefined) return value;
  const parameter = values.get(name);
  if (parameter !== undefined) return parameter;
  throw new ScenarioError(
    `${file}: $${name}: expected a parameter of that name under parameters, was none. Add it, or correct the name.`,
  );
}
