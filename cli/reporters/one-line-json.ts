/** JSON on one line for readers of every kind: those that end lines at U+0085, U+2028 or U+2029 too. */
export function oneLineJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u0085\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
