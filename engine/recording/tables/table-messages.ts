import { encodeFrame } from '../frames.ts';
import { joinBytes } from '../joined-bytes.ts';
import { framesTopic } from '../recording-format.ts';
import { chainCalls, masterCalls, profileCall } from './table-calls.ts';
import type { TableContent, TablePacket } from './table-layouts.ts';
import { TableListing } from './table-listing.ts';
import type { ListedDay } from './table-listing.ts';
import { TableMarket } from './table-market.ts';
import type { TableQuote } from './table-quote.ts';

/** A message of the recording, and how many packets it holds. */
export interface TableMessage {
  readonly topic: string;
  readonly atMs: number;
  readonly data: Uint8Array;
  readonly packets: number;
}

const BINARY_FRAME = 0x82;

/**
 * The recording of one live feed socket that these tables are: ascending by time, what was said at one moment in one message. Where they quote options,
 * the scrip master, and every day the expiry lists and option chains, stand among them as calls.
 */
export function* tableMessages(contents: readonly TableContent[]): Generator<TableMessage> {
  const packets = contents.flatMap((content) => (content.kind === 'packets' ? content.packets : []));
  const quotes = contents.flatMap((content) => (content.kind === 'quotes' ? content.quotes : []));
  packets.sort((a, b) => a.atMs - b.atMs);
  quotes.sort((a, b) => a.atMs - b.atMs);
  const listing = new TableListing(quotes);
  const market = new TableMarket();
  const opening = openingsOf(listing);
  for (const { atMs, said, quoted } of moments(packets, quotes)) {
    const frames = [
      ...said.map(({ packet }) => packet),
      ...quoted.map((quote) => market.packetOf(quote, listing.securityIdOf(quote))),
    ].map((packet) => encodeFrame(BINARY_FRAME, packet));
    yield {
      topic: framesTopic('live', 1, 'from-exchange'),
      atMs,
      data: joinBytes(frames),
      packets: frames.length,
    };
    for (const data of opening(atMs, market)) yield { topic: 'rest', atMs, data, packets: 0 };
  }
}

/** What is answered from a moment on; nothing while no options are quoted. */
function openingsOf(listing: TableListing): (atMs: number, market: TableMarket) => Uint8Array[] {
  const withOptions = listing.days.filter(({ options }) => options.size > 0);
  const byMoment = Map.groupBy(withOptions, ({ openMs }) => openMs);
  let isFirst = true;
  return (atMs, market) => {
    const days: readonly ListedDay[] = byMoment.get(atMs) ?? [];
    if (days.length === 0) return [];
    const masters = isFirst ? masterCalls(listing, atMs) : [];
    isFirst = false;
    return [...masters, profileCall(atMs), ...days.flatMap((day) => chainCalls(day, market))];
  };
}

interface Moment {
  readonly atMs: number;
  readonly said: readonly TablePacket[];
  readonly quoted: readonly TableQuote[];
}

/** Both ascending by time. */
function* moments(packets: readonly TablePacket[], quotes: readonly TableQuote[]): Generator<Moment> {
  let packetAt = 0;
  let quoteAt = 0;
  while (packetAt < packets.length || quoteAt < quotes.length) {
    const atMs = Math.min(packets[packetAt]?.atMs ?? Infinity, quotes[quoteAt]?.atMs ?? Infinity);
    const packetEnd = endOfMoment(packets, packetAt, atMs);
    const quoteEnd = endOfMoment(quotes, quoteAt, atMs);
    yield { atMs, said: packets.slice(packetAt, packetEnd), quoted: quotes.slice(quoteAt, quoteEnd) };
    packetAt = packetEnd;
    quoteAt = quoteEnd;
  }
}

function endOfMoment(list: readonly { readonly atMs: number }[], from: number, atMs: number): number {
  let end = from;
  while (list[end]?.atMs === atMs) end += 1;
  return end;
}
