import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { closeServer, openPort } from '../open-port.ts';
import { JWKS_PATH } from './user-service.ts';
import type { UserService } from './user-service.ts';

/** A user service that listens. */
export interface ListeningUserService {
  /** `http://127.0.0.1:8001`, without a slash at the end. */
  readonly url: string;
  /** Where its keys are published. */
  readonly jwksUrl: string;
  /** Frees the port and ends every connection. */
  close(): Promise<void>;
}

/** Serves on 127.0.0.1 and a free port unless told otherwise. Errors: PreopenError('PORT_IN_USE'), or ConfigError; both name host and port. */
export async function listenUserService(
  service: UserService,
  { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number } = {},
): Promise<ListeningUserService> {
  const answer = getRequestListener(service.app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void answer(request, response));
  const authority = await openPort(server, { host, port, purpose: 'the user service' });
  const url = `http://${authority}`;
  return { url, jwksUrl: `${url}${JWKS_PATH}`, close: () => closeServer(server) };
}
