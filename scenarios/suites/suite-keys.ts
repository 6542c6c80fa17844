/** What the suite language allows where, to tell what a wrong key meant. */
import { nearestName } from '#engine/nearest-name.ts';
import { suiteSchema } from './suite-json-schema.ts';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode | boolean;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
}

const HOMES_MAX = 3;

/** In whole sentences: the key that may stand at `path` and was probably meant, where `key` belongs instead, or all that may stand there. */
export function adviceOnKey(path: readonly PropertyKey[], key: string): string {
  const root = suiteSchema() as SchemaNode;
  const allowed = keysOf(nodesAt([root], path)).filter((name) => name !== key);
  const meant = nearestName(allowed, key);
  const advice = [
    ...(meant === undefined ? [] : [`Did you mean "${meant}"?`]),
    ...homeAdvice(root, path, key),
  ];
  if (advice.length > 0) return advice.join(' ');
  return allowed.length > 0 ? `Expected one of ${allowed.join(', ')}.` : 'No key may stand there.';
}

/** Where the key may stand, the places nearest to where it was written. */
function homeAdvice(root: SchemaNode, path: readonly PropertyKey[], key: string): string[] {
  const here = path.map((step) => (typeof step === 'number' ? '[]' : String(step)));
  const homes = [...new Set(homesOf(root, key, [], []).map((home) => home.join('.')))]
    .map((home) => (home === '' ? [] : home.split('.')))
    .filter((home) => home.join('.') !== here.join('.'))
    .map((home) => ({ home, shared: sharedSteps(home, here) }));
  if (homes.length === 0) return [];
  const closest = Math.max(...homes.map(({ shared }) => shared));
  const nearest = homes.filter(({ shared }) => shared === closest).map(({ home }) => spokenHome(home));
  const more = nearest.length > HOMES_MAX ? ' and others' : '';
  return [`"${key}" belongs ${nearest.slice(0, HOMES_MAX).join(', ')}${more}.`];
}

function spokenHome(home: readonly string[]): string {
  return home.length === 0 ? 'at the top of the file' : `under ${home.join('.').replaceAll('.[]', '[]')}`;
}

function sharedSteps(home: readonly string[], here: readonly string[]): number {
  const different = here.findIndex((step, index) => home[index] !== step);
  return different < 0 ? here.length : different;
}

/** The maps that list `key` themselves, as the steps that lead to them. */
function homesOf(
  node: SchemaNode,
  key: string,
  steps: readonly string[],
  above: readonly SchemaNode[],
): string[][] {
  if (above.includes(node)) return [];
  const inner = (child: SchemaNode, ...more: readonly string[]): string[][] =>
    homesOf(child, key, [...steps, ...more], [...above, node]);
  const { properties = {}, items } = node;
  return [
    ...(key in properties ? [[...steps]] : []),
    ...Object.entries(properties).flatMap(([name, child]) => inner(child, name)),
    ...(typeof items === 'object' ? inner(items, '[]') : []),
    ...formsOf(node).flatMap((form) => inner(form)),
  ];
}

/** Every form of what may stand at the path. */
function nodesAt(nodes: readonly SchemaNode[], path: readonly PropertyKey[]): readonly SchemaNode[] {
  const all = nodes.flatMap(withForms);
  const [step, ...rest] = path;
  if (step === undefined) return all;
  const next = all.flatMap(({ properties, items, additionalProperties }) =>
    typeof step === 'number' ? [items] : [properties?.[String(step)] ?? additionalProperties],
  );
  return nodesAt(
    next.filter((node) => typeof node === 'object'),
    rest,
  );
}

function withForms(node: SchemaNode): readonly SchemaNode[] {
  return [node, ...formsOf(node).flatMap(withForms)];
}

function formsOf({ anyOf = [], oneOf = [], allOf = [] }: SchemaNode): readonly SchemaNode[] {
  return [...anyOf, ...oneOf, ...allOf];
}

function keysOf(nodes: readonly SchemaNode[]): readonly string[] {
  return [...new Set(nodes.flatMap(({ properties = {} }) => Object.keys(properties)))];
}
