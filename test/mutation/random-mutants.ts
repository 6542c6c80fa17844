/** Mutants that nobody thought of: a simple operator at a seeded place of the backend's own files. */
import { readdirSync } from 'node:fs';
import { SeededRandom } from '#engine/seeded-random.ts';
import { ROOT, sourceOf } from './defect.ts';
import type { MutantPlan } from './mutant-plan.ts';
import type { MomentId } from './moments.ts';

const FOLDERS = [
  'engine/cache',
  'engine/startup',
  'engine/pricing',
  'engine/pricing/kernel',
  'engine/analytics',
  'engine/api',
];
const FILES = ['engine/create-engine.ts', 'engine/adapters/dhan-feed.ts', 'engine/adapters/dhan-rest.ts'];
/** Sockets, other models, what only the library's users call, the kernel's scalar twin, and the original's faults: no rehearsal of a sound backend in memory goes there. */
const NOT_REACHED = new Set([
  'engine/api/listen.ts',
  'engine/api/price-socket.ts',
  'engine/pricing/black76.ts',
  'engine/pricing/dhan-model.ts',
  'engine/pricing/greeks.ts',
  'engine/pricing/kernel/pair-greeks.ts',
  'engine/pricing/kernel/scalar-strike-pairs.ts',
  'engine/pricing/seed-decay.ts',
  'engine/startup/original-faults.ts',
]);
/** A mutant of a line that is reached shows at one of these or hardly anywhere. */
const MOMENTS_OF_RANDOM: readonly MomentId[] = ['open', 'six-underlyings', 'after-a-drop', 'mute-legs'];

const FLIPS: Readonly<Record<string, string>> = {
  ' < ': ' >= ',
  ' <= ': ' > ',
  ' > ': ' <= ',
  ' >= ': ' < ',
  ' === ': ' !== ',
  ' !== ': ' === ',
  ' + ': ' - ',
  ' - ': ' + ',
  ' true': ' false',
  ' false': ' true',
};
const OPERATORS = / (?:<=?|>=?|[!=]==|[+-]) |(?<=[=(?:>]) (?:true|false)\b/g;
const CALL_STATEMENT = /(?<=^ +)(?:this\.)?#?[a-z]\w*(?:\.#?\w+)*\([^;{}]*\);$/gm;
const BODY_OF_VOID = /(?<=\): void \{)\n/g;

/** `count` different places, the same for a seed. */
export function randomMutants(count: number, seed: number): readonly MutantPlan[] {
  const random = new SeededRandom(seed).fork('mutants');
  const places = mutableFiles().flatMap(placesOf);
  const chosen: MutantPlan[] = [];
  while (chosen.length < count && places.length > 0)
    chosen.push(...places.splice(Math.floor(random.nextFloat() * places.length), 1));
  return chosen;
}

function mutableFiles(): readonly string[] {
  const listed = FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, ROOT))
      .filter((name) => name.endsWith('.ts'))
      .toSorted()
      .map((name) => `${folder}/${name}`),
  );
  return [...listed, ...FILES].filter((file) => !NOT_REACHED.has(file));
}

function placesOf(file: string): readonly MutantPlan[] {
  const source = sourceOf(file);
  return [
    ...[...source.matchAll(OPERATORS)].map((match) => ({ match, to: FLIPS[match[0]] ?? '' })),
    ...[...source.matchAll(CALL_STATEMENT)].map((match) => ({ match, to: '' })),
    ...[...source.matchAll(BODY_OF_VOID)].map((match) => ({ match, to: ' return;\n' })),
  ]
    .filter(({ match }) => isCode(source, match.index))
    .map(({ match, to }) => {
      const line = source.slice(0, match.index).split('\n').length;
      const [from] = match;
      return {
        id: `${file}:${line} ${spoken(from)} -> ${spoken(to)}`,
        file,
        offset: match.index,
        from,
        to,
        moments: MOMENTS_OF_RANDOM,
      };
    });
}

/** No comment, import, type or text. */
function isCode(source: string, offset: number): boolean {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const before = source.slice(start, offset);
  const isText = ["'", '"', '`'].some((quote) => before.split(quote).length % 2 === 0);
  return !isText && !/^\s*(?:\/?\*|\/\/|import |export type |type |readonly |\|)/.test(before);
}

function spoken(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' ? 'nothing' : trimmed;
}
