import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GENERATED_PAGES, pageUrl } from '#test/docs/generated-pages.ts';
import { packetPage } from '#test/docs/packet-page.ts';
import { wireDifferences, wirePage } from '#test/docs/wire-page.ts';

test.each(GENERATED_PAGES)('docs/$name is committed as the tables render it', (page) => {
  const committed = readFileSync(pageUrl(page), 'utf8');
  expect(committed, 'run: node test/docs/write-pages.ts').toBe(page.render());
});

test('the page of packets has a row for a field of each kind of packet', () => {
  const page = packetPage();
  expect(page).toContain('## full: code 8, 162 bytes');
  expect(page).toContain('| 38 | 4 | f32 | `close` | rupees |');
  expect(page).toContain('From byte 62 on: 5 levels of depth, 20 bytes each');
  expect(page).toContain('## depth: code 3, 112 bytes');
  expect(page).toContain('## market-status: code 7, 8 bytes');
  expect(page).toContain('# 200-level depth feed');
  expect(page).toContain('| 8 | 4 | u32 | `sequence` | rows | how many rows follow |');
  expect(page).toContain('| 805 | too many connections, the oldest was closed |');
});

test('the page of profiles tells each switch by its flag, and where a profile differs', () => {
  expect(wirePage()).toContain('| `ltt` | epoch of a last trade time on the live feed');
  expect(wirePage()).toContain('`250`, `100`, `1000` |  |  | `100` |');
});

test('the README tells in which switches the profiles differ', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme, `the README's table of profiles is:\n${wireDifferences()}`).toContain(wireDifferences());
});
