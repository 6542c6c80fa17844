/** Tells an observer of every call that arrives at a listening exchange, and how it was answered. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { WebSocketServer } from 'ws';

/** A call as it arrives, before it is answered. */
export interface ArrivedCall {
  /** The HTTP method; `UPGRADE` for a WebSocket. */
  readonly method: string;
  /** The name the client calls the exchange by: its Host header without the port, in lower case. */
  readonly host: string;
  /** With the query as it came, secrets included. */
  readonly target: string;
  /** The client's port, by which its connection is known. */
  readonly remotePort: number | undefined;
}

/** Told the status of the answer; undefined when the client left before one. */
export type Answered = (status: number | undefined) => void;

export interface CallObserver {
  arrived(call: ArrivedCall): Answered;
  /** A client broke off the TLS handshake, as one does that does not trust the authority. `host`: the name it asked for, if it got that far. */
  handshakeFailed(host: string | undefined): void;
}

/** What the exchange tells of an upgrade, because ws does not know of it. */
export interface ObservedUpgrades {
  refused(request: IncomingMessage, status: number): void;
}

/** Listens before the exchange does, so that a call is known before it is answered. */
export function observeCalls(
  server: Server,
  sockets: WebSocketServer,
  observer: CallObserver,
): ObservedUpgrades {
  server.prependListener('request', (request, response) => {
    const answered = once(observer.arrived(arrivedCall(request, request.method ?? '')));
    response.once('finish', () => answered(response.statusCode));
    response.once('close', () => answered(undefined));
  });
  const upgrades = new WeakMap<IncomingMessage, Answered>();
  server.prependListener('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const answered = once(observer.arrived(arrivedCall(request, 'UPGRADE')));
    upgrades.set(request, answered);
    socket.once('close', () => answered(undefined));
  });
  sockets.on('headers', (_headers, request) => upgrades.get(request)?.(101));
  server.on('tlsClientError', (_error: Error, socket: TLSSocket) => {
    observer.handshakeFailed(typeof socket.servername === 'string' ? socket.servername : undefined);
  });
  return { refused: (request, status) => upgrades.get(request)?.(status) };
}

function arrivedCall({ headers, url, socket }: IncomingMessage, method: string): ArrivedCall {
  const host = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
  return { method, host, target: url ?? '', remotePort: socket.remotePort };
}

function once(answered: Answered): Answered {
  let isTold = false;
  return (status) => {
    if (isTold) return;
    isTold = true;
    answered(status);
  };
}
