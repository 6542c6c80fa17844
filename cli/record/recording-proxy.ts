/** Stands between clients and an exchange on loopback: every byte goes on as it came, and a recorder is told. */
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';
import { ConfigError, PreopenError } from '#engine/errors.ts';
import type { KeyAndCertificate } from '#mock-dhan/tls.ts';
import { passCall } from './passed-call.ts';
import { passUpgrade } from './passed-socket.ts';
import type { RecordedExchange } from './upstreams.ts';

export interface RecordingProxy extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, `https:` over TLS. */
  readonly originUrl: string;
}

export interface RecordingProxyOptions {
  readonly exchange: RecordedExchange;
  readonly recorder: WireRecorder;
  readonly port?: number;
  /** The proxy then speaks https and wss. */
  readonly tls?: KeyAndCertificate | undefined;
}

/** Listens on 127.0.0.1; disposing of it ends every connection. Errors: PreopenError('PORT_IN_USE'), ConfigError. */
export async function openRecordingProxy(options: RecordingProxyOptions): Promise<RecordingProxy> {
  const { exchange, recorder, port = 0, tls } = options;
  const onRequest: RequestListener = (request, response) =>
    passCall({ exchange, recorder }, request, response);
  const server: Server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest);
  const sockets = new Set<Duplex>();
  server.on('connection', (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) =>
    passUpgrade({ exchange, recorder }, { request, socket, head }),
  );
  await listening(server, port);
  const address = server.address() as AddressInfo;
  return {
    originUrl: `${tls ? 'https' : 'http'}://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

async function listening(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const where = `listen on 127.0.0.1:${port} for the recording proxy (--port)`;
    if (code === 'EADDRINUSE')
      throw new PreopenError(
        'PORT_IN_USE',
        `${where}: expected a free port, was in use. Choose port 0 to get a free one.`,
        {
          cause,
        },
      );
    throw new ConfigError(`${where}: expected a place to listen at, was refused (${code}). Choose port 0.`, {
      cause,
    });
  }
}
