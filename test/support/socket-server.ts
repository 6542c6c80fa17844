/** A WebSocket server on loopback that says what a test tells it to. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';

export interface SocketServerOptions {
  /** Called for each client once it is connected; what it returns is called when the client is gone. */
  readonly serve: (client: WebSocket, request: IncomingMessage) => (() => void) | void;
  /** Subprotocols it can speak. */
  readonly protocols?: readonly string[];
  /** False refuses the upgrade with HTTP 401. */
  readonly admits?: (request: IncomingMessage) => boolean;
}

export interface SocketServer extends AsyncDisposable {
  readonly url: string;
}

/** Listens on a free port. */
export async function serveSocket({ serve, protocols, admits }: SocketServerOptions): Promise<SocketServer> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    verifyClient: ({ req }: { req: IncomingMessage }) => admits?.(req) ?? true,
    ...(protocols
      ? {
          handleProtocols: (offered: Set<string>) =>
            protocols.find((protocol) => offered.has(protocol)) ?? false,
        }
      : {}),
  });
  server.on('connection', (client, request) => {
    const done = serve(client, request);
    if (done) client.on('close', done);
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Says `say(0)`, `say(1)` ... at once and then every `everyMs`, until the client is gone. */
export function saying(
  everyMs: number,
  say: (client: WebSocket, index: number) => void,
): SocketServerOptions['serve'] {
  return (client) => {
    let index = 0;
    const next = (): void => say(client, index++);
    next();
    const timer = setInterval(next, everyMs);
    return () => clearInterval(timer);
  };
}
