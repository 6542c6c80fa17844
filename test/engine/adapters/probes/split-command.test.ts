import { expect, test } from 'vitest';
import { splitCommand } from '#engine/adapters/probes/split-command.ts';

test.each([
  ['docker logs tv-backend', ['docker', 'logs', 'tv-backend']],
  ['  spaced\tout  ', ['spaced', 'out']],
  ['tail -n 100 "my backend.log"', ['tail', '-n', '100', 'my backend.log']],
  [`grep 'a "b" c'`, ['grep', 'a "b" c']],
  ['a"b c"d', ['ab cd']],
  ['say "he said \\"go\\" \\\\ now"', ['say', 'he said "go" \\ now']],
  ['type C:\\logs\\backend.log', ['type', 'C:\\logs\\backend.log']],
  ['type "C:\\my logs\\backend.log"', ['type', 'C:\\my logs\\backend.log']],
  ['empty ""', ['empty', '']],
  ['', []],
])('%j is split into %j', (command, words) => {
  expect(splitCommand(command)).toEqual(words);
});

test.each(['a "b', "a 'b", '"'])('the open quote of %j is an error that says where', (command) => {
  expect(() => splitCommand(command)).toThrow(`open from character ${command.search(/["']/) + 1}`);
});
