/** The exchange on real sockets: REST and feeds on one port, control on another. The only file that opens any. */
import { randomBytes } from 'node:crypto';
import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { httpDate } from '#engine/market/ist-time.ts';
import type { Clock, Timers } from '#engine/ports.ts';
import { observeCalls } from './call-observer.ts';
import type { CallObserver } from './call-observer.ts';
import { createControlApp } from './control/app.ts';
import type { ClockDriver } from './control/clock-routes.ts';
import type { FaultReader } from './control/fault-routes.ts';
import { listenDirectly } from './direct-listener.ts';
import type { ServedExchange } from './served-exchange.ts';
import type { FeedSink } from './feed/feed-sink.ts';
import type { FeedLogin } from './feed/feed-login.ts';
import { feedTypeOf, loginOf } from './feed/feed-routing.ts';
import type { FeedType } from './feed/feed-routing.ts';
import { frameOf } from './feed/websocket-frames.ts';
import { closeServer, openPort } from './open-port.ts';
import type { KeyAndCertificate } from './tls.ts';

/** An exchange on its ports, and where they are. */
export interface ListeningExchange {
  /** Base of the REST paths: `http://127.0.0.1:PORT/v2`, `https:` over TLS. */
  readonly restUrl: string;
  /** The same port without `/v2`, for the scrip masters and /healthz. */
  readonly originUrl: string;
  readonly feedUrl: string;
  readonly controlUrl: string;
  readonly controlToken: string;
  /** Closes the ports and every connection. */
  close(): Promise<void>;
}

/** Where to listen; without a word on 127.0.0.1 and free ports. */
export interface ListenOptions {
  readonly host?: string;
  readonly port?: number;
  readonly controlPort?: number;
  /** What drives the exchange's clock, for the control port. */
  readonly driver?: ClockDriver;
  /** Reads faults that are planned on the control port. */
  readonly readFault?: FaultReader;
  /** Clock of the feed's pings and silence; the wall's unless given, because pongs travel in real time at any speed. */
  readonly keepAlive?: Clock & Timers;
  /** PEM key and certificate: the exchange's port then speaks https and wss. The control port stays plain. */
  readonly tls?: KeyAndCertificate;
  /**
   * The process exists for this exchange, so the server may replace the global Request and Response by lighter ones, which spares a copy of
   * every body. Never set where other code of the process relies on the globals.
   */
  readonly ownsProcess?: boolean;
  /** Told of every call to the exchange's port. */
  readonly observer?: CallObserver;
}

/** A subscribe message of 100 instruments has about 6 KB. */
const INBOUND_BYTES_MAX = 256 * 1024;
/** How long a client may take to answer the close of a feed connection. */
const GOODBYE_MS_MAX = 1000;

/** Opens the ports. Errors: PreopenError('PORT_IN_USE'), or ConfigError for a place where nobody can listen; both name host and port. */
export async function listenExchange(
  exchange: ServedExchange,
  options: ListenOptions = {},
): Promise<ListeningExchange> {
  const { host = '127.0.0.1', port = 0, controlPort = 0, driver, keepAlive = wallTime, observer } = options;
  const { tls, readFault, ownsProcess = false } = options;
  const controlToken = randomBytes(24).toString('base64url');
  // Asked anew for every call: another exchange may have taken the place of the first.
  const throughApp = listenerOf((request, env) => exchange.app.fetch(request, env), ownsProcess);
  const server = serverOf(listenDirectly(exchange, throughApp), tls);
  const sockets = serveFeeds(server, exchange, { keepAlive, observer });
  const controlApp = createControlApp(exchange, { token: controlToken, driver, readFault });
  const control = createServer(listenerOf((request, env) => controlApp.fetch(request, env), ownsProcess));
  const address = await openPort(server, { host, port, purpose: 'the exchange (--port)' });
  const controlAddress = await openPort(control, {
    host,
    port: controlPort,
    purpose: 'the control port (--control-port)',
  }).catch(async (error: unknown) => {
    await closeServer(server);
    throw error;
  });
  const originUrl = `${tls ? 'https' : 'http'}://${address}`;
  return {
    restUrl: `${originUrl}/v2`,
    originUrl,
    feedUrl: originUrl.replace(/^http/, 'ws'),
    controlUrl: `http://${controlAddress}`,
    controlToken,
    async close() {
      await Promise.all([...sockets.clients].map(sayGoodbye));
      await Promise.all([closeServer(server), closeServer(control)]);
    },
  };
}

function listenerOf(fetch: Hono['fetch'], ownsProcess: boolean): RequestListener {
  const answer = getRequestListener(fetch, { overrideGlobalObjects: ownsProcess });
  return (request, response) => void answer(request, response);
}

/** One certificate names every host, so neither SNI nor Host chooses anything: each host reaches the same exchange. */
function serverOf(listener: RequestListener, tls: KeyAndCertificate | undefined): Server {
  return tls ? createTlsServer({ key: tls.key, cert: tls.cert }, listener) : createServer(listener);
}

/** Takes every upgrade on `server`: only the feeds speak WebSocket here. */
function serveFeeds(
  server: Server,
  exchange: ServedExchange,
  {
    keepAlive,
    observer,
  }: { readonly keepAlive: Clock & Timers; readonly observer: CallObserver | undefined },
): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    // A session that has fallen silent does not answer pings either.
    autoPong: false,
    maxPayload: INBOUND_BYTES_MAX,
  });
  sockets.on('headers', (headers, request) => {
    const clock = exchange.clockOf?.(upgradeTarget(request).login) ?? exchange.clock;
    headers.push(`Date: ${httpDate(clock.nowMs())}`, 'X-Simulated: 1');
  });
  // Over TLS the upgraded stream is a layer on the connection, and only the connection itself can be reset.
  const connections = new Map<number, Socket>();
  server.on('connection', (tcp: Socket) => {
    const port = tcp.remotePort ?? 0;
    connections.set(port, tcp);
    tcp.once('close', () => connections.delete(port));
  });
  const observed = observer && observeCalls(server, sockets, observer);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const target = upgradeTarget(request);
    const status = exchange.refuseUpgrade(target.feedType, target.login);
    const tcp = connections.get(request.socket.remotePort ?? 0);
    if (!tcp) socket.destroy();
    else if (status !== undefined) {
      observed?.refused(request, status);
      refuseUpgrade(socket, status);
    } else
      sockets.handleUpgrade(request, socket, head, (webSocket) =>
        openSession(exchange, { target, webSocket, socket, tcp, keepAlive }),
      );
  });
  return sockets;
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\nX-Simulated: 1\r\n\r\n`,
  );
}

/** What an upgrade asks for. */
interface UpgradeTarget {
  readonly feedType: FeedType;
  readonly login: FeedLogin | undefined;
}

function upgradeTarget({ url = '', headers }: IncomingMessage): UpgradeTarget {
  const [path = '', query] = url.split('?', 2);
  return {
    feedType: feedTypeOf({ host: headers.host ?? '', path }),
    login: loginOf(new URLSearchParams(query)),
  };
}

/** One client, from the protocol down to the wire. */
interface ClientConnection {
  readonly target: UpgradeTarget;
  readonly webSocket: WebSocket;
  /** What WebSocket frames are written to: the TCP socket, or the TLS layer on it. */
  readonly socket: Duplex;
  readonly tcp: Socket;
  readonly keepAlive: Clock & Timers;
}

function openSession(exchange: ServedExchange, connection: ClientConnection): void {
  const { target, webSocket } = connection;
  webSocket.on('error', () => webSocket.terminate());
  const feed = exchange.feeds[target.feedType];
  const session = feed.connect(target.login, socketSink(connection), connection.keepAlive);
  if (!session) return;
  webSocket.on('message', (data, isBinary) => {
    session.receive(isBinary ? (data as Buffer) : (data as Buffer).toString('utf8'));
  });
  webSocket.on('pong', () => session.heardFromClient());
  webSocket.on('ping', (data) => session.pinged(data));
  webSocket.on('close', () => session.clientClosed());
}

/** Frames go to the socket as they are, in one write; pings and closes go through ws, which writes to the same socket. */
function socketSink({ webSocket, socket, tcp }: ClientConnection): FeedSink {
  const isOpen = () => webSocket.readyState === webSocket.OPEN;
  const sendFrames = (frames: Uint8Array): void => {
    if (isOpen()) socket.write(frames);
  };
  return {
    send: (message) => sendFrames(frameOf(message)),
    sendFrames,
    backlogBytes: () => socket.writableLength,
    ping() {
      if (isOpen()) webSocket.ping();
    },
    pong(data) {
      if (isOpen()) webSocket.pong(data);
    },
    close(code, reason) {
      webSocket.close(code, reason);
    },
    reset() {
      tcp.resetAndDestroy();
    },
    end() {
      socket.end();
    },
    closeSlowly(code, reason) {
      webSocket.close(code, reason);
      // The client's answer would end the connection; it is not read before its time.
      webSocket.pause();
      return () => webSocket.resume();
    },
  };
}

async function sayGoodbye(webSocket: WebSocket): Promise<void> {
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(() => webSocket.terminate(), GOODBYE_MS_MAX);
    webSocket.once('close', () => {
      clearTimeout(giveUp);
      resolve();
    });
    webSocket.close(1001, 'exchange closed');
  });
}

const wallTime: Clock & Timers = {
  nowMs: () => Date.now(),
  at(atMs, run) {
    const timer = setTimeout(run, Math.max(0, atMs - Date.now()));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
