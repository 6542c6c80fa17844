import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError, PreopenError } from '#engine/errors.ts';

/** Where a server is to listen. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** What listens there, and the flag that moves it. */
  readonly purpose: string;
}

/** The authority (`127.0.0.1:PORT`) that `server` listens on. Errors: PreopenError('PORT_IN_USE'), or ConfigError; both name host and port. */
export async function openPort(server: Server, place: Place): Promise<string> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(place.port, place.host, resolve);
    });
  } catch (cause) {
    throw listenError(cause as NodeJS.ErrnoException, place);
  }
  const { address, family, port } = server.address() as AddressInfo;
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Frees the port and cuts what is still connected. */
export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** What mends a listen error, by its code. */
const LISTEN_REMEDIES: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'Choose an address of this machine, such as 127.0.0.1.',
  EACCES: 'Choose a port of 1024 or above, or 0 to get any free one.',
  ENOTFOUND: 'Choose a host name that resolves, or an address such as 127.0.0.1.',
  ERR_SOCKET_BAD_PORT: 'Choose a port from 1 to 65535, or 0 to get any free one.',
};

function listenError(cause: NodeJS.ErrnoException, { host, port, purpose }: Place): PreopenError {
  const where = `listen on ${host}:${port} for ${purpose}`;
  if (cause.code === 'EADDRINUSE')
    return new PreopenError(
      'PORT_IN_USE',
      `${where}: expected a free port, was in use. Stop the program that holds it, or choose port 0 to get any free one.`,
      { cause },
    );
  const code = cause.code ?? cause.message;
  const remedy =
    LISTEN_REMEDIES[code] ?? 'Choose another host or port; 127.0.0.1 and port 0 serve everywhere.';
  return new ConfigError(`${where}: expected a place to listen at, was refused (${code}). ${remedy}`, {
    cause,
  });
}
