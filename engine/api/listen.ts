import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:net';
import type { Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Engine } from '../engine.ts';
import { ConfigError, PreopenError } from '../errors.ts';
import type { Clock, Timers } from '../ports.ts';
import { PriceSocket } from './price-socket.ts';

/** A client this far behind is told the newest prices once it has caught up. */
const UNSENT_BYTES_MAX = 1_048_576;
/** Clients have nothing to say here; what they send is read and dropped. */
const INBOUND_BYTES_MAX = 65_536;
const GOING_AWAY = 1001;
/** How long a client has to answer the close frame. */
const CLOSE_GRACE_MS = 1000;

/** What is served, and where. */
export interface BackendListenOptions {
  readonly app: Hono;
  readonly engine: Engine;
  readonly clock: Clock & Timers;
  /** 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  /** 0, the default, picks a free port. */
  readonly port?: number;
}

/** A backend that listens. */
export interface BackendListener {
  /** `http://127.0.0.1:8000`, without a slash at the end. */
  readonly url: string;
  /** Ends every socket and resolves when the port is free again. May be called twice. */
  close(): Promise<void>;
}

/**
 * Serves the backend's REST routes and WS `/ws/prices` on one port.
 * Errors: PORT_IN_USE when the port is taken, CONFIG when it cannot be bound for another reason.
 */
export async function listenBackend(options: BackendListenOptions): Promise<BackendListener> {
  const { app, engine, clock, host = '127.0.0.1', port = 0 } = options;
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // Price lists are small and loopback is fast: compression would only cost.
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: INBOUND_BYTES_MAX,
  });
  const prices = new PriceSocket(engine.prices, clock);
  server.on('upgrade', (request, socket, head) => {
    const refusal = refusalOf(request, prices);
    if (refusal) refuseUpgrade(socket, refusal);
    else sockets.handleUpgrade(request, socket, head, (client) => subscribe(prices, client));
  });
  await bound(server, host, port);
  let closing: Promise<void> | undefined;
  return { url: urlOf(server, host), close: () => (closing ??= closed(server, sockets)) };
}

/** Rejects as `listenBackend` would, so that no long start is spent on a port that cannot be had. */
export async function assertCanListen(host: string, port: number): Promise<void> {
  const probe = createServer();
  await bound(probe, host, port);
  await new Promise((resolve) => {
    probe.close(resolve);
  });
}

/** Serves an app without sockets, such as the health of another process. `purpose` is who listens. Errors: those of listenBackend. */
export async function listenApp(
  app: Hono,
  { host, port, purpose }: { readonly host: string; readonly port: number; readonly purpose: string },
): Promise<BackendListener> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await bound(server, host, port, purpose);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  };
  return { url: urlOf(server, host), close: () => (closing ??= close()) };
}

function refusalOf(request: IncomingMessage, prices: PriceSocket): string | undefined {
  const path = (request.url ?? '').split('?', 1)[0];
  if (path !== '/ws/prices') return '404 Not Found';
  return prices.isFull ? '503 Service Unavailable' : undefined;
}

function refuseUpgrade(socket: Duplex, status: string): void {
  const body = JSON.stringify({ detail: status.slice(4) });
  const headers = `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close`;
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
}

function subscribe(prices: PriceSocket, client: WebSocket): void {
  const unsubscribe = prices.add((frame) => {
    if (client.bufferedAmount > UNSENT_BYTES_MAX) return false;
    client.send(frame);
    return true;
  });
  client.on('close', unsubscribe);
  // ws reports a broken client here and then closes it; unheard, the event would end the process.
  client.on('error', () => client.terminate());
}

function bound(server: TcpServer, host: string, port: number, purpose = 'The backend'): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(bindError(error, `${host}:${port}`, purpose)),
    );
    server.listen(port, host, resolve);
  });
}

function bindError(error: NodeJS.ErrnoException, place: string, purpose: string): PreopenError {
  if (error.code === 'EADDRINUSE')
    return new PreopenError(
      'PORT_IN_USE',
      `${purpose} cannot listen: expected port ${place.split(':').at(-1)} on ${place.slice(0, place.lastIndexOf(':'))} to be free, was in use. ` +
        `Stop the process that holds it, or choose another port (0 picks a free one).`,
      { cause: error },
    );
  return new ConfigError(
    `${purpose} cannot listen: expected an address of this machine and a port it may open, was ${place} ` +
      `(${error.code ?? error.message}). Choose another host or port.`,
    { cause: error },
  );
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Every client gets a close frame; one that does not answer it in time is cut. */
async function closed(server: Server, sockets: WebSocketServer): Promise<void> {
  const grace = setTimeout(() => {
    for (const client of sockets.clients) client.terminate();
  }, CLOSE_GRACE_MS);
  const ended = Promise.all([
    new Promise((resolve) => server.close(resolve)),
    new Promise((resolve) => sockets.close(resolve)),
  ]);
  for (const client of sockets.clients) client.close(GOING_AWAY, 'the backend stops');
  server.closeAllConnections();
  await ended;
  clearTimeout(grace);
}
