import type { ExchangeFeed, FeedConnection, SocketConnection, SocketTransport } from '../ports.ts';
import { disconnectMeaning, PACKET_LENGTHS, RESPONSE_CODES } from '../wire/feed-codes.ts';
import { encodeDisconnect, encodeSubscribe, encodeUnsubscribe } from '../wire/feed-requests.ts';

/** Where the live feed is and what carries it. */
export interface DhanFeedOptions {
  readonly sockets: SocketTransport;
  /** `wss://api-feed.dhan.co` or a mock's. */
  readonly feedUrl: string;
}

/**
 * Dhan's live feed. The exchange accepts any socket and says afterwards, in a code-50 packet before the close, why it ends it:
 * that reason (`807 access token expired`) is what `onClose` gets. Source: dhan-v2-wire 6.1, 6.5.
 */
export function createDhanFeed({ sockets, feedUrl }: DhanFeedOptions): ExchangeFeed {
  return {
    connect: async (credentials, handlers) => {
      let disconnectReason: number | undefined;
      const url = loginUrl(feedUrl, credentials.clientId, credentials.accessToken);
      const socket = await sockets.connect(url, {
        onMessage: (message) => {
          if (typeof message === 'string') return;
          disconnectReason = disconnectReasonOf(message) ?? disconnectReason;
          handlers.onFrame(message);
        },
        onClose: ({ code, reason }) => {
          const isExplained = disconnectReason !== undefined;
          handlers.onClose({
            code,
            reason: isExplained ? `${disconnectReason} ${disconnectMeaning(disconnectReason!)}` : reason,
          });
        },
      });
      return connectionOn(socket);
    },
  };
}

function loginUrl(feedUrl: string, clientId: string, accessToken: string): string {
  const url = new URL(feedUrl);
  url.searchParams.set('version', '2');
  url.searchParams.set('token', accessToken);
  url.searchParams.set('clientId', clientId);
  url.searchParams.set('authType', '2');
  return url.href;
}

function connectionOn(socket: SocketConnection): FeedConnection {
  return {
    subscribe: (mode, instruments) => {
      for (const text of encodeSubscribe(mode, instruments)) socket.send(text);
    },
    unsubscribe: (mode, instruments) => {
      for (const text of encodeUnsubscribe(mode, instruments)) socket.send(text);
    },
    close: () => {
      socket.send(encodeDisconnect());
      socket.close();
    },
  };
}

/** A disconnect packet is a frame of its own or the last of a batch; nothing follows it. */
function disconnectReasonOf(frame: Uint8Array): number | undefined {
  const length = PACKET_LENGTHS[RESPONSE_CODES.disconnect];
  const start = frame.byteLength - length;
  const isDisconnect =
    start >= 0 &&
    frame[start] === RESPONSE_CODES.disconnect &&
    frame[start + 1] === length &&
    frame[start + 2] === 0;
  return isDisconnect ? frame[start + 8]! | (frame[start + 9]! << 8) : undefined;
}
