/** docs/detection.md: the planted defects and the checks that catch them. */
import { PLANTED_DEFECTS } from '#test/mutation/planted-defects.ts';
import type { PlantedDefect } from '#test/mutation/defect.ts';
import { MOMENTS } from '#test/mutation/moments.ts';

/** The whole page, ending with a line feed. */
export function detectionPage(): string {
  const caught = PLANTED_DEFECTS.filter(({ survives }) => survives === undefined);
  const survivors = PLANTED_DEFECTS.filter(({ survives }) => survives !== undefined);
  const lines = [
    '# What verify catches',
    '',
    '<!-- Written by `node test/docs/write-pages.ts` from test/mutation: change the tables there instead. -->',
    '',
    `\`npm run soak -- mutants\` plants each of these ${PLANTED_DEFECTS.length} defects in the reference backend, plays a day up to a moment and runs \`verify\`: the named checks`,
    `must fail or warn. ${survivors.length} are not seen; the reasons stand below. It also changes 40 places drawn by a seed, which is reported and decides nothing.`,
    '',
    '| defect | what the developer did | seen at | caught by |',
    '|---|---|---|---|',
    ...caught.map(rowOf),
    '',
    '## Not seen',
    '',
    '| defect | what the developer did | why verify is blind to it |',
    '|---|---|---|',
    ...survivors.map(({ id, why, survives }) => `| \`${id}\` | ${why} | ${survives} |`),
  ];
  return `${lines.join('\n')}\n`;
}

function rowOf({ id, why, at, killedBy }: PlantedDefect): string {
  const { at: time } = MOMENTS[at];
  return `| \`${id}\` | ${why} | ${at}, ${time.slice(0, 5)} | ${killedBy.map((check) => `\`${check}\``).join(', ')} |`;
}
