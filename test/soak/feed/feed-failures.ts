import type { Published, Received, ReceivedByConnection } from './program-lines.ts';
import { CONNECTIONS, INSTRUMENTS } from './published-quotes.ts';

const MEBIBYTE = 1024 * 1024;
/** What the server's resident memory may still grow by after the early mark. */
const RESIDENT_GROWTH_MAX = 64 * MEBIBYTE;
/**
 * The same for what is in use of it. Resident memory can shrink once start-up is over and hide a leak; this cannot. A full run that kept the
 * bytes of every flush would grow by 110 MB.
 */
const USED_GROWTH_MAX = 16 * MEBIBYTE;
/** Beside its quotes a leg's open interest comes twice, with the snapshot and with the first flush; after that it stands. */
const OPEN_INTEREST_PACKETS = 2;
const SNAPSHOT_QUOTES = 1;
/** How the exchange ends a session when it goes away itself. */
const ORDERLY_CLOSE = '1001 exchange closed';

/** What of the feed proof was not as it must be, each as what, expected and seen; the cause before what follows from it. */
export function feedFailures(published: Published, received: Received, turns: number): string[] {
  const { mark, end, droppedAsTooSlow } = published;
  const closes = received.connections.flatMap(({ close }, position) =>
    unless(close === ORDERLY_CLOSE, `connection ${position + 1}, close`, ORDERLY_CLOSE, close),
  );
  return [
    ...received.findings,
    ...unless(received.wrong === 0, 'wrong packets', 0, received.wrong),
    ...unless(droppedAsTooSlow === 0, 'slow readers dropped', 0, droppedAsTooSlow),
    ...closes,
    // Whoever was sent away has missed the rest, of course.
    ...(closes.length > 0 ? [] : deliveryFailures(published, received, turns)),
    ...growthFailures('resident memory', mark.residentBytes, end.residentBytes, RESIDENT_GROWTH_MAX),
    ...growthFailures('memory in use', mark.usedBytes, end.usedBytes, USED_GROWTH_MAX),
  ];
}

/** Every connection got every packet, and the board's last price of every leg. */
function deliveryFailures(published: Published, received: Received, turns: number): string[] {
  const packets = INSTRUMENTS * (turns + SNAPSHOT_QUOTES + OPEN_INTEREST_PACKETS);
  const sent = packets * CONNECTIONS;
  const { lastPrices } = published;
  return [
    ...unless(published.packets === sent, 'packets sent', sent, published.packets),
    ...received.connections.flatMap((connection, position) =>
      connectionFailures(connection, { number: position + 1, packets, lastPrices }),
    ),
    ...turnTimeFailures(published.leftAtUs, received.leftAtUs),
  ];
}

interface Expected {
  readonly number: number;
  readonly packets: number;
  readonly lastPrices: readonly number[];
}

function connectionFailures(seen: ReceivedByConnection, { number, packets, lastPrices }: Expected): string[] {
  const stale = lastPrices.findIndex((price, leg) => price !== seen.lastPrices[leg]);
  return [
    ...unless(seen.packets === packets, `connection ${number}, packets received`, packets, seen.packets),
    ...unless(
      stale < 0,
      `connection ${number}, last price of leg ${stale}`,
      `the board's ${lastPrices[stale]}`,
      seen.lastPrices[stale],
    ),
  ];
}

/** The time that a turn's packets carry is the one the server noted. */
function turnTimeFailures(published: readonly number[], received: readonly number[]): string[] {
  const turn = published.findIndex((us, turn) => us !== received[turn]);
  return unless(turn < 0, `time of turn ${turn}, us`, published[turn], received[turn] ?? 'none');
}

function growthFailures(what: string, markBytes: number, endBytes: number, growthMax: number): string[] {
  const growth = endBytes - markBytes;
  const subject = `growth of the server's ${what} after gc, bytes`;
  return unless(growth <= growthMax, subject, `at most ${growthMax}`, growth);
}

function unless(holds: boolean, what: string, expected: unknown, seen: unknown): string[] {
  return holds ? [] : [`${what}: expected ${String(expected)}, was ${String(seen)}`];
}
