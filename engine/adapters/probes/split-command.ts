import { ConfigError } from '../../errors.ts';

const WORD_PART = /"((?:[^"\\]|\\["\\]|\\(?!["\\]))*)"|'([^']*)'|([^\s"']+)/y;

/**
 * The words of a command as a shell would split them, and nothing else of a shell: blanks separate, quotes keep blanks, `\"` and
 * `\\` inside double quotes are a quote and a backslash; elsewhere a backslash is itself, for Windows paths.
 * Errors: ConfigError for a quote that is not closed.
 */
export function splitCommand(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  WORD_PART.lastIndex = 0;
  for (let at = 0; at < command.length;) {
    if (/\s/.test(command[at]!)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
      continue;
    }
    WORD_PART.lastIndex = at;
    const match = WORD_PART.exec(command);
    if (!match) throw unclosedQuote(command, at);
    const [whole, doubleQuoted, singleQuoted, bare] = match;
    word = (word ?? '') + (doubleQuoted?.replaceAll(/\\(["\\])/g, '$1') ?? singleQuoted ?? bare ?? '');
    at += whole.length;
  }
  return word === undefined ? words : [...words, word];
}

function unclosedQuote(command: string, at: number): ConfigError {
  return new ConfigError(
    `the command ${command}: expected every quote to be closed, was open from character ${at + 1} (${command[at]}). Close it.`,
  );
}
