/** User scenario files for command tests: the shipped ones, on a shorter day. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder } from '#test/support/preopen-command.ts';

/** Path of a scenario.yaml that plays `base` from 09:14 (or the base's start) to `endAt` only; `more` is appended YAML. */
export function shortScenario(base: string, endAt: string, more = ''): string {
  const file = join(emptyFolder(), 'scenario.yaml');
  writeFileSync(
    file,
    `schemaVersion: 1\nextends: ${base}\nname: short-${base}\ntitle: A few minutes of ${base}\n` +
      `clock: { endAt: '${endAt}' }\n${more}`,
  );
  return file;
}
