import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { UpstreamError } from '../errors.ts';
import type { UpstreamFailure } from '../errors.ts';
import type { SocketConnection, SocketHandlers, SocketTransport } from '../ports.ts';
import { assertMayCall } from './live-consent.ts';
import type { TransportOptions } from './transport-options.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
const MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
/** Unsent bytes above which the other side is taken to have stopped reading: the socket is ended, memory is not. */
const SEND_BUFFER_BYTES_MAX = 4 * 1024 * 1024;

/**
 * WebSockets on the ws package, without permessage-deflate. Errors of `connect`: ConfigError for a host outside this machine
 * without consent; UpstreamError `authentication` (401, 403), `rate-limit` (429), `server`, `rejected` or `transport`.
 */
export function createWsTransport(options: TransportOptions = {}): SocketTransport {
  return {
    connect: async (url, handlers) => {
      assertMayCall(url, options);
      return open(url, handlers, options.caPem);
    },
  };
}

function open(url: string, handlers: SocketHandlers, caPem: string | undefined): Promise<SocketConnection> {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxPayload: MESSAGE_BYTES_MAX,
    ...(caPem === undefined ? {} : { ca: caPem }),
  });
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (request, response) => {
      reject(refusedUpgrade(url, response));
      response.resume();
      request.destroy();
    });
    // A failure after the opening is followed by `close`, which tells the caller.
    socket.on('error', (error) => reject(unreachable(url, error)));
    socket.once('open', () => {
      socket.on('close', (code, reason) => handlers.onClose({ code, reason: reason.toString('utf8') }));
      resolve(connectionOf(socket));
    });
    // Attached at once: data that arrived with the 101 is delivered right after `open`.
    socket.on('message', (data, isBinary) => handlers.onMessage(messageOf(data, isBinary)));
  });
}

function connectionOf(socket: WebSocket): SocketConnection {
  return {
    send: (text) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > SEND_BUFFER_BYTES_MAX) socket.terminate();
      else socket.send(text);
    },
    close: () => socket.close(1000),
  };
}

function messageOf(data: RawData, isBinary: boolean): Uint8Array | string {
  const bytes = Array.isArray(data)
    ? Buffer.concat(data)
    : data instanceof ArrayBuffer
      ? new Uint8Array(data)
      : data;
  return isBinary ? bytes : new TextDecoder().decode(bytes);
}

function refusedUpgrade(url: string, response: IncomingMessage): UpstreamError {
  const status = response.statusCode ?? 0;
  return new UpstreamError(
    `WebSocket ${address(url)}: expected 101, was HTTP ${status} on the upgrade. ${upgradeRemedy(status)}`,
    { failure: upgradeFailure(status), endpoint: address(url), status },
  );
}

function upgradeFailure(status: number): UpstreamFailure {
  if (status === 429) return 'rate-limit';
  if (status === 401 || status === 403) return 'authentication';
  return status >= 500 ? 'server' : 'rejected';
}

function upgradeRemedy(status: number): string {
  if (status === 429) return 'Too many handshakes on this account: wait 60 s before the next one.';
  if (status === 401 || status === 403) return 'Check client id and access token.';
  return 'Check the feed URL.';
}

function unreachable(url: string, error: Error): UpstreamError {
  return new UpstreamError(
    `WebSocket ${address(url)}: expected a connection, was none (${error.message}). Check the address and that the feed is up.`,
    { failure: 'transport', endpoint: address(url), cause: error },
  );
}

/** The query holds the access token and is never shown. */
function address(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
