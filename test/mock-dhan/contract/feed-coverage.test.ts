/** One test per kind of packet, end of a connection and way in: on every wire profile with its mark, its keys and a value. */
import { describe, expect, test } from 'vitest';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { proveFeedCase } from '#test/support/feed-case.ts';
import { MOUNTS } from '#test/support/mounted-exchange.ts';
import { feedCaseCells, feedCellOf, profilesOf } from './cases/case-cells.ts';
import type { Cell } from './cases/coverage-rows.ts';
import { expectWholeCoverage, feedAnswers, feedCells } from './cases/coverage-rows.ts';
import { FEED_CASES } from './cases/feed-cases.ts';

const ANSWERS = Object.entries(feedAnswers()).flatMap(([feed, answers]) =>
  answers.map((answer) => ({ feed, answer })),
);

describe.each(MOUNTS)('$mount', ({ open }) => {
  const covered: Cell[] = [];

  test.each(ANSWERS)('$feed: $answer', async ({ feed, answer }) => {
    const cases = FEED_CASES.filter((feedCase) => feedCase.feed === feed && feedCase.answer === answer);
    expect(cases).not.toEqual([]);
    for (const feedCase of cases)
      for (const profile of profilesOf(feedCase)) {
        const wire = WIRE_PROFILES[profile];
        const { accounts, moreLegs = 0, nowMs } = feedCase;
        const mounted = await open({
          wire,
          moreLegs,
          ...(accounts && { accounts }),
          ...(nowMs && { nowMs }),
        });
        try {
          await proveFeedCase(mounted, feedCase);
        } catch (cause) {
          throw new Error(`${feed}, ${answer}: ${feedCase.says}, on the ${profile} wire`, { cause });
        } finally {
          await mounted.close();
        }
        covered.push(feedCellOf(feedCase, profile));
      }
  });

  test('no cell of docs/coverage.md is empty, and every case of it has run', () => {
    expectWholeCoverage(covered, feedCells(), feedCaseCells());
  });
});
