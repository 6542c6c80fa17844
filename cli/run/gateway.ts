/** The HTTP proxy that the child's HTTPS_PROXY names: Dhan's hosts lead to the mock, this machine is let through, everything else is refused. */
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { CallList } from './call-list.ts';
import { destinationOf, refusalOf } from './destinations.ts';

/** The proxy while it listens. */
export interface Gateway {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** True for the local port of a connection that this proxy opened to the mock. */
  isOurs(port: number | undefined): boolean;
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** The mock's TLS port on 127.0.0.1. */
  readonly exchangePort: number;
  /** The authority that the mock's certificate is of, PEM. */
  readonly caPem: string;
  readonly allowed: readonly string[];
  readonly calls: Pick<CallList, 'begin'>;
}

/** Host and port that a client asks for. */
interface Place {
  readonly host: string;
  readonly port: number;
}

/** Listens on a free port of 127.0.0.1. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const gateway = new Proxying(options);
  const server = createServer((request, response) => gateway.forward(request, response));
  server.on('connect', (request, socket, head) => gateway.tunnel(request, socket, head));
  server.on('connection', (socket) => gateway.track(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    isOurs: (localPort) => localPort !== undefined && gateway.ports.has(localPort),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        gateway.endAll();
      }),
  };
}

class Proxying {
  /** Local ports of the connections to the mock. */
  readonly ports = new Set<number>();
  readonly #options: GatewayOptions;
  readonly #sockets = new Set<Duplex>();

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }

  endAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** CONNECT: bytes both ways, whatever they are. */
  tunnel(request: IncomingMessage, client: Duplex, head: Buffer): void {
    const place = placeOf(`http://${request.url ?? ''}`, 443);
    if (!place) return void client.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    const destination = destinationOf(place.host, this.#options.allowed);
    if (destination === 'refused') return void client.end(this.#refusal(place, 'CONNECT'));
    if (destination === 'allowed') this.#note(place, 'CONNECT', 'allowed');
    const upstream = connect(
      destination === 'exchange' ? { host: '127.0.0.1', port: this.#options.exchangePort } : place,
    );
    this.track(upstream);
    if (destination === 'exchange') this.#remember(upstream);
    upstream.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.once('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'));
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.end());
  }

  /** A request in absolute form: plain http, and https from clients that leave the encryption to their proxy. */
  forward(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? '');
    const place = url && /^https?:$/.test(url.protocol) ? placeOf(url.href, defaultPort(url)) : undefined;
    if (!url || !place)
      return void response.writeHead(400).end('expected a proxy request in absolute form\n');
    const method = request.method ?? 'GET';
    const destination = destinationOf(place.host, this.#options.allowed);
    if (destination === 'refused') {
      this.#note(place, method, 'refused', url.pathname + url.search);
      response.writeHead(403, { 'content-type': 'text/plain' }).end(`${refusalOf(place.host)}\n`);
      return;
    }
    if (destination === 'allowed') this.#note(place, method, 'allowed', url.pathname + url.search);
    const isExchange = destination === 'exchange';
    const isTls = isExchange || url.protocol === 'https:';
    const { 'proxy-connection': _, 'proxy-authorization': __, ...headers } = request.headers;
    const options: RequestOptions = {
      ...place,
      method,
      path: url.pathname + url.search,
      headers: { ...headers, host: url.host },
      agent: false,
      ...(isExchange ? this.#exchangeTls(place) : {}),
    };
    const upstream = (isTls ? httpsRequest : httpRequest)(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    if (isExchange) upstream.once('socket', (socket) => this.#remember(socket));
    upstream.once('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    response.once('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  #exchangeTls({ host }: Place): RequestOptions & { readonly servername: string; readonly ca: string } {
    const { exchangePort, caPem } = this.#options;
    return { host: '127.0.0.1', port: exchangePort, servername: host, ca: caPem };
  }

  #remember(upstream: Socket): void {
    upstream.once('connect', () => {
      const port = upstream.localPort;
      if (port === undefined) return;
      this.ports.add(port);
      upstream.once('close', () => this.ports.delete(port));
    });
  }

  #refusal(place: Place, method: string): string {
    this.#note(place, method, 'refused');
    const text = `${refusalOf(place.host)}\n`;
    return (
      'HTTP/1.1 403 Refused by preopen run\r\nContent-Type: text/plain\r\nConnection: close\r\n' +
      `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
    );
  }

  #note({ host }: Place, method: string, outcome: 'allowed' | 'refused', target?: string): void {
    const call = { method, host, through: 'proxy', ...(target === undefined ? {} : { target }) } as const;
    this.#options.calls.begin(call)({ outcome });
  }
}

function placeOf(url: string, portByDefault: number): Place | undefined {
  const parsed = URL.parse(url);
  if (!parsed || parsed.hostname === '') return undefined;
  const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  // URL leaves out :80, the port of http.
  const port = parsed.port === '' ? (url.endsWith(':80') ? 80 : portByDefault) : Number(parsed.port);
  return { host, port };
}

function defaultPort({ protocol }: URL): number {
  return protocol === 'https:' ? 443 : 80;
}
