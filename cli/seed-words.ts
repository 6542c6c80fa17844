/** Flags of a search that a process which plays some of its seeds gets anew; the number is how many words each takes. */
const REPLACED: ReadonlyMap<string, number> = new Map([
  ['--seed', 2],
  ['--seeds', 2],
  ['--jobs', 2],
  ['-f', 2],
  ['--format', 2],
  ['--quiet', 1],
]);

/** The words of a search's command line, made to play one batch and report it as JSON. */
export function seedWords(
  words: readonly string[],
  { firstSeed, seeds }: { readonly firstSeed: number; readonly seeds: number },
): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < words.length;) {
    const word = words[index]!;
    const [flag = ''] = word.split('=');
    const taken = REPLACED.get(flag) ?? 0;
    if (taken === 0) kept.push(word);
    // `--seed=5` is one word.
    index += taken === 0 || word.includes('=') ? 1 : taken;
  }
  return [
    ...kept,
    '--seed',
    `${firstSeed}`,
    '--seeds',
    `${seeds}`,
    '--jobs',
    '1',
    '--format',
    'json',
    '--quiet',
  ];
}
