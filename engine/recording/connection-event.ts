import type { FeedName } from '../behaviour/client-event.ts';
import type { HeaderList } from './recorded-call.ts';

/** What became of a socket besides its frames: a message of the channel `connections`. */
export type ConnectionEvent =
  | {
      readonly event: 'opened';
      readonly connection: number;
      readonly feed: FeedName;
      /** Path and query of the upgrade, secrets replaced. */
      readonly target: string;
      readonly requestHeaders: HeaderList;
      readonly responseHeaders: HeaderList;
    }
  | {
      readonly event: 'refused';
      readonly connection: number;
      readonly feed: FeedName;
      readonly target: string;
      /** Null when the exchange ended the connection without an answer. */
      readonly status: number | null;
    }
  | {
      readonly event: 'ended';
      readonly connection: number;
      readonly feed: FeedName;
      /** Who ended it first. */
      readonly by: 'client' | 'exchange';
      /** `closed`: in order; `reset`: by RST or an error. */
      readonly how: 'closed' | 'reset';
      /** Why frames are missing behind some moment; null when none are. */
      readonly note: string | null;
    };

/** The message's bytes. */
export function encodeConnectionEvent(event: ConnectionEvent): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(event));
}

/** Errors: SyntaxError. */
export function decodeConnectionEvent(bytes: Uint8Array): ConnectionEvent {
  return JSON.parse(new TextDecoder().decode(bytes)) as ConnectionEvent;
}
