import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionRecorder } from '#engine/adapters/recording/connection-recorder.ts';
import type { HeaderList } from '#engine/recording/recorded-call.ts';
import { type Passage, arrivedCall, noteDate, openUpstream } from './passed-call.ts';
import { headerList, withoutExtensions } from './passed-headers.ts';
import { feedOf } from './upstreams.ts';

/** A client that asks for a WebSocket, as node's server hands it over. */
export interface UpgradingClient {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Asks the exchange for the same socket; once it is open, bytes pass both ways until either side ends, and so does the other then. */
export function passUpgrade(passage: Passage, client: UpgradingClient): void {
  const { recorder } = passage;
  const { request, socket } = client;
  const call = arrivedCall(request, true);
  const requestHeaders = withoutExtensions(headerList(request));
  const feed = feedOf(call);
  const upstream = openUpstream(passage, call, { method: 'GET', headers: requestHeaders });
  let isAnswered = false;
  let isOpen = false;
  const refuse = (status: number | null): void => {
    if (!isAnswered) recorder.refused({ feed, target: call.target, status });
    isAnswered = true;
  };
  upstream.once('upgrade', (answer, exchange, head) => {
    noteDate(recorder, answer);
    isAnswered = true;
    isOpen = true;
    const responseHeaders = headerList(answer);
    const connection = recorder.opened({ feed, target: call.target, requestHeaders, responseHeaders });
    socket.write(headOf(answer, responseHeaders));
    joinSockets(connection, { client: socket, exchange }, { fromClient: client.head, fromExchange: head });
  });
  upstream.once('response', (answer) => {
    noteDate(recorder, answer);
    refuse(answer.statusCode ?? null);
    socket.write(headOf(answer, headerList(answer)));
    answer.pipe(socket);
  });
  upstream.once('error', () => {
    refuse(null);
    reset(socket);
  });
  // Once the sockets are joined, what the client said last must still get through.
  socket.once('close', () => {
    if (!isOpen) upstream.destroy();
  });
  upstream.end();
}

/** The head of an answer, as it came. A body behind it ends with its connection. */
function headOf({ statusCode, statusMessage, httpVersion }: IncomingMessage, headers: HeaderList): string {
  const isBodyWhole = statusCode !== 101;
  const kept = isBodyWhole
    ? headers.filter(([name]) => !/^(?:transfer-encoding|connection)$/i.test(name))
    : headers;
  const lines = [
    ...kept.map(([name, value]) => `${name}: ${value}`),
    ...(isBodyWhole ? ['Connection: close'] : []),
  ];
  return `HTTP/${httpVersion} ${statusCode} ${statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function joinSockets(
  connection: ConnectionRecorder,
  { client, exchange }: { readonly client: Duplex; readonly exchange: Duplex },
  first: { readonly fromClient: Buffer; readonly fromExchange: Buffer },
): void {
  for (const socket of [client, exchange]) if (socket instanceof Socket) socket.setNoDelay(true);
  passOneWay(client, exchange, {
    first: first.fromClient,
    take: (bytes) => connection.take('from-client', bytes),
  });
  passOneWay(exchange, client, {
    first: first.fromExchange,
    take: (bytes) => connection.take('from-exchange', bytes),
  });
  watchEnd(client, exchange, (how) => connection.ended({ by: 'client', how }));
  watchEnd(exchange, client, (how) => connection.ended({ by: 'exchange', how }));
}

/** The recorder reads along; `pipe` alone decides how fast, so that a slow reader slows the other side as it would without us. */
function passOneWay(
  from: Duplex,
  to: Duplex,
  { first, take }: { readonly first: Buffer; readonly take: (bytes: Uint8Array) => void },
): void {
  if (first.length > 0) {
    take(first);
    to.write(first);
  }
  from.on('data', take);
  from.pipe(to);
}

/** An end in order has passed through `pipe`; an RST is passed on as one. */
function watchEnd(from: Duplex, to: Duplex, ended: (how: 'closed' | 'reset') => void): void {
  from.once('end', () => ended('closed'));
  from.once('error', () => {
    ended('reset');
    reset(to);
  });
  from.once('close', () => {
    ended('reset');
    if (!to.destroyed && !to.writableEnded) to.end();
  });
}

/** Over TLS only the layer below could be reset; ending without a close notice is as near as it gets. */
function reset(socket: Duplex): void {
  if (socket instanceof Socket && !('encrypted' in socket)) socket.resetAndDestroy();
  else socket.destroy();
}
