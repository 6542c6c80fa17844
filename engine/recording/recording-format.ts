/**
 * What a recording of the wire is made of: an MCAP file (https://mcap.dev) of the profile `preopen-wire`, with one attachment `manifest.json`
 * at its head (manifest.ts) and these channels. Every chunk carries the channels it uses, so that each can be read without the others.
 */
import { FEED_NAMES } from '../behaviour/client-event.ts';
import type { FeedName } from '../behaviour/client-event.ts';

/** The MCAP profile, by which a recording of the wire is told from other MCAP files. */
export const WIRE_PROFILE_NAME = 'preopen-wire';

/** The format this version writes; the number rises when an older reader would misread it. */
export const FORMAT_VERSION = 1;

/** Who sent what a frame channel holds. */
export type Direction = 'from-client' | 'from-exchange';

/** A channel by what it carries. */
export type RecordedTopic =
  | { readonly kind: 'rest' }
  | { readonly kind: 'connections' }
  | { readonly kind: 'clock' }
  | {
      readonly kind: 'frames';
      readonly feed: FeedName;
      /** Counts the sockets of a recording from 1. */
      readonly connection: number;
      readonly direction: Direction;
    };

/** The channels that there is one of. */
export const REST_TOPIC = 'rest';
export const CONNECTIONS_TOPIC = 'connections';
export const CLOCK_TOPIC = 'clock';

/** Name of the channel of one direction of one socket: `live/3/from-exchange`. */
export function framesTopic(feed: FeedName, connection: number, direction: Direction): string {
  return `${feed}/${connection}/${direction}`;
}

/** Reads a channel's name; undefined for one that no recording of the wire has. */
export function parseTopic(topic: string): RecordedTopic | undefined {
  if (topic === REST_TOPIC || topic === CONNECTIONS_TOPIC || topic === CLOCK_TOPIC) return { kind: topic };
  const [name, number, direction, ...rest] = topic.split('/');
  const feed = FEED_NAMES.find((known) => known === name);
  if (feed === undefined || rest.length > 0 || !/^[1-9]\d*$/.test(number ?? '')) return undefined;
  if (direction !== 'from-client' && direction !== 'from-exchange') return undefined;
  return { kind: 'frames', feed, connection: Number(number), direction };
}

/** A message layout as it stands in the file's schema records, for readers that never saw this code. */
interface MessageLayout {
  readonly schema: string;
  readonly encoding: string;
  readonly text: string;
}

/** How the messages of each kind of channel are laid out. */
export const MESSAGE_LAYOUTS = {
  frames: {
    schema: 'preopen.Frames/1',
    encoding: 'websocket-frames',
    text: [
      'One or more whole WebSocket frames (RFC 6455, 5.2), back to back, that arrived together: first byte (FIN, RSV, opcode),',
      'length, payload. Frames from a client are unmasked; secrets in them are replaced by keyed tokens (redacted:HEX).',
      'Control frames (ping, pong, close with its code) are among them.',
    ].join('\n'),
  },
  rest: {
    schema: 'preopen.Call/1',
    encoding: 'json-and-bodies',
    text: [
      'A JSON object on one line, a line feed, the bytes of the request body, the bytes of the response body.',
      'The object: method, target, requestHeaders, requestBytes, status (null: no answer), responseHeaders, responseBytes,',
      'arrivedAtMs, answeredAtMs (epoch ms), note (null, or why a body is missing or cut). Bodies are kept without their content encoding.',
    ].join('\n'),
  },
  connections: {
    schema: 'preopen.ConnectionEvent/1',
    encoding: 'json',
    text: 'A JSON object: connection, feed, event (opened, refused, ended) and what belongs to it (connection-event.ts).',
  },
  clock: {
    schema: 'preopen.ClockSample/1',
    encoding: 'json',
    text: 'A JSON object: exchangeAheadMs, how far the Date of an answer was ahead of the log time, in whole seconds.',
  },
} as const satisfies Readonly<Record<RecordedTopic['kind'], MessageLayout>>;
