import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PACKET_PAGE, packetPage } from '#test/docs/packet-page.ts';

test('the committed page of packets is what the byte layout renders', () => {
  const committed = readFileSync(PACKET_PAGE, 'utf8');
  expect(committed, 'run: node test/docs/write-packet-page.ts').toBe(packetPage());
});

test('the page has a row for a field of each kind of packet', () => {
  const page = packetPage();
  expect(page).toContain('## full: code 8, 162 bytes');
  expect(page).toContain('| 38 | 4 | f32 | `close` | rupees |');
  expect(page).toContain('From byte 62 on: 5 levels of depth, 20 bytes each');
  expect(page).toContain('| 805 | too many connections, the oldest was closed |');
});
