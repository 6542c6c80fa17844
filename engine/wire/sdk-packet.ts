/**
 * A packet as the official Python SDK gives it to its callbacks: names, order and texts of `MarketFeed.process_data`, so that a client's prints can be held against the
 * bytes. Source: dhan-v2-wire 6.5, DhanHQ-py 1670f81 (marketfeed.py).
 */
import { RESPONSE_CODES } from './feed-codes.ts';
import { DEPTH_LEVELS } from './packet-fields.ts';
import { fixedPython, reprPython } from './python-number.ts';

/** Bytes of a level of depth. */
const LEVEL_LENGTH = 20;
const SECONDS_PER_DAY = 86_400;

/** A level of depth as the SDK prints it. */
export interface SdkLevel {
  readonly bid_quantity: number;
  readonly ask_quantity: number;
  readonly bid_orders: number;
  readonly ask_orders: number;
  readonly bid_price: string;
  readonly ask_price: string;
}

interface SdkHead {
  readonly type: string;
  readonly exchange_segment: number;
  readonly security_id: number;
}

interface SdkTicker extends SdkHead {
  readonly LTP: string;
  readonly LTT: string;
}

interface SdkQuote extends SdkTicker {
  readonly LTQ: number;
  readonly avg_price: string;
  readonly volume: number;
  readonly total_sell_quantity: number;
  readonly total_buy_quantity: number;
  readonly open: string;
  readonly close: string;
  readonly high: string;
  readonly low: string;
}

interface SdkFull extends SdkQuote {
  readonly OI: number;
  readonly oi_day_high: number;
  readonly oi_day_low: number;
  readonly depth: readonly SdkLevel[];
}

/** What the SDK makes of a packet. */
export type SdkPacket =
  | SdkTicker
  | SdkQuote
  | SdkFull
  | (SdkHead & { readonly OI: number })
  | (SdkHead & { readonly prev_close: string; readonly prev_OI: number })
  | (SdkHead & { readonly LTP: number; readonly depth: readonly SdkLevel[] })
  /** A market status, whatever it says. */
  | 'Markets Open'
  /** The end of a connection, which the SDK prints and does not return; and any code that it does not know. */
  | undefined;

/** Decodes the packet at a byte of the view, which must hold the whole of it. */
export function sdkPacket(view: DataView, at: number): SdkPacket {
  switch (view.getUint8(at)) {
    case RESPONSE_CODES.ticker:
      return sdkTicker(view, at);
    case RESPONSE_CODES.depth:
      return {
        type: 'Market Depth',
        exchange_segment: view.getUint8(at + 3),
        security_id: view.getUint32(at + 4, true),
        LTP: view.getFloat32(at + 8, true),
        depth: sdkBook(view, at + 12),
      };
    case RESPONSE_CODES.quote:
      return sdkQuote(view, at);
    case RESPONSE_CODES.oi:
      return {
        type: 'OI Data',
        exchange_segment: view.getUint8(at + 3),
        security_id: view.getUint32(at + 4, true),
        OI: view.getUint32(at + 8, true),
      };
    case RESPONSE_CODES.previousClose:
      return {
        type: 'Previous Close',
        exchange_segment: view.getUint8(at + 3),
        security_id: view.getUint32(at + 4, true),
        prev_close: priceText(view, at + 8),
        prev_OI: view.getUint32(at + 12, true),
      };
    case RESPONSE_CODES.marketStatus:
      return 'Markets Open';
    case RESPONSE_CODES.full:
      return sdkFull(view, at);
    default:
      return undefined;
  }
}

function sdkTicker(view: DataView, at: number): SdkTicker {
  return {
    type: 'Ticker Data',
    exchange_segment: view.getUint8(at + 3),
    security_id: view.getUint32(at + 4, true),
    LTP: priceText(view, at + 8),
    LTT: timeText(view, at + 12),
  };
}

function sdkQuote(view: DataView, at: number): SdkQuote {
  return {
    type: 'Quote Data',
    exchange_segment: view.getUint8(at + 3),
    security_id: view.getUint32(at + 4, true),
    LTP: priceText(view, at + 8),
    LTQ: view.getUint16(at + 12, true),
    LTT: timeText(view, at + 14),
    avg_price: priceText(view, at + 18),
    volume: view.getUint32(at + 22, true),
    total_sell_quantity: view.getUint32(at + 26, true),
    total_buy_quantity: view.getUint32(at + 30, true),
    open: priceText(view, at + 34),
    close: priceText(view, at + 38),
    high: priceText(view, at + 42),
    low: priceText(view, at + 46),
  };
}

function sdkFull(view: DataView, at: number): SdkFull {
  return {
    type: 'Full Data',
    exchange_segment: view.getUint8(at + 3),
    security_id: view.getUint32(at + 4, true),
    LTP: priceText(view, at + 8),
    LTQ: view.getUint16(at + 12, true),
    LTT: timeText(view, at + 14),
    avg_price: priceText(view, at + 18),
    volume: view.getUint32(at + 22, true),
    total_sell_quantity: view.getUint32(at + 26, true),
    total_buy_quantity: view.getUint32(at + 30, true),
    OI: view.getUint32(at + 34, true),
    oi_day_high: view.getUint32(at + 38, true),
    oi_day_low: view.getUint32(at + 42, true),
    open: priceText(view, at + 46),
    close: priceText(view, at + 50),
    high: priceText(view, at + 54),
    low: priceText(view, at + 58),
    depth: sdkBook(view, at + 62),
  };
}

function sdkBook(view: DataView, at: number): readonly SdkLevel[] {
  const levels: SdkLevel[] = [];
  for (let level = 0; level < DEPTH_LEVELS; level += 1) {
    const from = at + level * LEVEL_LENGTH;
    levels.push({
      bid_quantity: view.getUint32(from, true),
      ask_quantity: view.getUint32(from + 4, true),
      bid_orders: view.getUint16(from + 8, true),
      ask_orders: view.getUint16(from + 10, true),
      bid_price: priceText(view, from + 12),
      ask_price: priceText(view, from + 16),
    });
  }
  return levels;
}

function priceText(view: DataView, at: number): string {
  return fixedPython(view.getFloat32(at, true));
}

/** The time of day of wire seconds, read as UTC as the SDK does. */
function timeText(view: DataView, at: number): string {
  const seconds = view.getUint32(at, true) % SECONDS_PER_DAY;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return WITH_COLON[hours]! + WITH_COLON[minutes - hours * 60]! + TWO_DIGITS[seconds - minutes * 60]!;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const WITH_COLON = TWO_DIGITS.map((digits) => `${digits}:`);

/** The packet as Python's `print` writes it. */
export function printedSdkPacket(packet: SdkPacket): string {
  if (packet === undefined) return 'None';
  return typeof packet === 'string' ? packet : dictText(packet);
}

/** Of a depth packet alone the SDK leaves the last price the number it was. */
function dictText(dict: object): string {
  const members = Object.entries(dict).map(
    ([name, value]: [string, unknown]) => `'${name}': ${valueText(name, value)}`,
  );
  return `{${members.join(', ')}}`;
}

function valueText(name: string, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each: object) => dictText(each)).join(', ')}]`;
  if (typeof value === 'number') return name === 'LTP' ? reprPython(value) : String(value);
  return `'${String(value)}'`;
}
