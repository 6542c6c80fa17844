/** Writes docs/wire-packets.md from the byte layout: `node test/docs/write-packet-page.ts`. */
import { writeFileSync } from 'node:fs';
import { PACKET_PAGE, packetPage } from './packet-page.ts';

writeFileSync(PACKET_PAGE, packetPage());
