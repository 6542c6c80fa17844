import type { Published, Received, ReceivedByConnection } from './program-lines.ts';
import { CONNECTIONS, INSTRUMENTS } from './published-quotes.ts';

/** What the server may still grow by after the early mark. A full run that kept the bytes of every flush would grow by 110 MB. */
const GROWTH_BYTES_MAX = 64 * 1024 * 1024;
/** Beside its quotes a leg's open interest comes twice, with the snapshot and with the first flush; after that it stands. */
const OPEN_INTEREST_PACKETS = 2;
const SNAPSHOT_QUOTES = 1;
/** How the exchange ends a session when it goes away itself. */
const ORDERLY_CLOSE = '1001 exchange closed';

/** What of the feed proof was not as it must be, each as what, expected and seen. */
export function feedFailures(published: Published, received: Received, turns: number): string[] {
  const packets = INSTRUMENTS * (turns + SNAPSHOT_QUOTES + OPEN_INTEREST_PACKETS);
  const growth = published.endBytes - published.markBytes;
  return [
    ...received.connections.flatMap((connection, position) =>
      connectionFailures(connection, { number: position + 1, packets, lastPrices: published.lastPrices }),
    ),
    ...received.findings,
    ...unless(received.wrong === 0, 'wrong packets', 0, received.wrong),
    ...unless(
      published.packets === packets * CONNECTIONS,
      'packets sent',
      packets * CONNECTIONS,
      published.packets,
    ),
    ...turnTimeFailures(published.leftAtUs, received.leftAtUs),
    ...unless(published.droppedAsTooSlow === 0, 'slow readers dropped', 0, published.droppedAsTooSlow),
    ...unless(
      growth <= GROWTH_BYTES_MAX,
      'growth of the server after gc, bytes',
      `at most ${GROWTH_BYTES_MAX}`,
      growth,
    ),
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
    ...unless(seen.close === ORDERLY_CLOSE, `connection ${number}, close`, ORDERLY_CLOSE, seen.close),
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

function unless(holds: boolean, what: string, expected: unknown, seen: unknown): string[] {
  return holds ? [] : [`${what}: expected ${String(expected)}, was ${String(seen)}`];
}
