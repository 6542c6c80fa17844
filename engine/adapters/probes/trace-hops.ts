import { WebSocket } from 'ws';
import type { HttpTransport } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import { shownUrl } from '../../verify/declared/shown-address.ts';
import type { SqlProbe } from '../../verify/declared/sql-check.ts';
import type { HopSource } from '../../verify/declared/trace-check.ts';
import { httpAnswer, spokenAnswer } from '../../verify/http-answer.ts';
import { parsedJson } from './json-path.ts';
import { reasonOf } from './connection-failure.ts';
import { literalPattern, openClient } from './redis-probe.ts';
import { ask } from './target-http.ts';
import type { HopSink, StopWatching } from './trace-probe.ts';

type SourceOf<Kind extends HopSource['kind']> = Extract<HopSource, { readonly kind: Kind }>;

/** Asks again and again. Rejects with ProbeUnreachable when the first answer does not come. */
export async function watchHttp(
  { url, headers }: SourceOf<'http'>,
  { http, everyMs }: { readonly http: HttpTransport; readonly everyMs: number },
  sink: HopSink,
): Promise<StopWatching> {
  const look = async (): Promise<void> => {
    const request = { method: 'GET', url, headers } as const;
    const response = await ask(
      http,
      request,
      `Start what should answer there, or correct the address: curl -i "${url}"`,
    );
    const answer = httpAnswer(url, response.status, response.body);
    if (answer.status === 200 && answer.form === 'json') sink.json(answer.value);
    else sink.fault(spokenAnswer(answer));
  };
  await look();
  return repeated(look, everyMs, sink);
}

/** Runs `look` again `everyMs` after it ended; what it throws is the hop's fault. */
export function repeated(look: () => Promise<void>, everyMs: number, sink: HopSink): StopWatching {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const next = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      sink.fault(error instanceof Error ? error.message : 'it cannot be read');
    }
    if (!isStopped) timer = setTimeout(() => void next(), everyMs);
  };
  timer = setTimeout(() => void next(), everyMs);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Connects and listens. Rejects when there is no connection. */
export function watchWebsocket(
  { url, headers, send }: SourceOf<'websocket'>,
  sink: HopSink,
): Promise<StopWatching> {
  const socket = new WebSocket(url, {
    headers: { ...headers },
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  });
  socket.on('message', (data: Buffer, isBinary) => {
    const document = isBinary ? undefined : parsedJson(data.toString('utf8'));
    if (document !== undefined) sink.json(document);
  });
  return new Promise((resolve, reject) => {
    socket.on('error', (error) => reject(new Error(`the socket cannot be opened (${error.message})`)));
    socket.once('open', () => {
      for (const text of send) socket.send(text);
      socket.on('close', (code) => sink.fault(`the socket ended (code ${code})`));
      resolve(() => socket.terminate());
    });
  });
}

/** Listens to a channel, by pattern so that it is no subscriber to a check that counts them. Rejects with ProbeUnreachable. */
export async function watchRedis({ url, channel }: SourceOf<'redis'>, sink: HopSink): Promise<StopWatching> {
  const client = openClient(await import('redis'), url);
  let isStopped = false;
  client.on('error', (error) => {
    if (!isStopped) sink.fault(`the connection to ${shownUrl(url)} was lost (${reasonOf(error)})`);
  });
  try {
    await client.connect();
    await client.pSubscribe(literalPattern(channel), (text) => {
      const document = parsedJson(text);
      if (document !== undefined) sink.json(document);
    });
  } catch (cause) {
    client.destroy();
    throw new ProbeUnreachable(
      `${shownUrl(url)}: ${reasonOf(cause)}`,
      `Start it, or correct the url of the hop: redis-cli -u ${shownUrl(url)} PING`,
      { cause },
    );
  }
  return () => {
    isStopped = true;
    client.destroy();
  };
}

const QUERY_MS_MAX = 5000;

/** Asks for the rows again and again. Rejects with ProbeUnreachable when the first answer does not come. */
export async function watchSql(
  { url, query }: SourceOf<'sql'>,
  { sql, everyMs }: { readonly sql: SqlProbe; readonly everyMs: number },
  sink: HopSink,
): Promise<StopWatching> {
  const expect = { rowsMin: 0, columns: new Map() };
  const look = async (): Promise<void> => {
    const answer = await sql.query({ kind: 'sql', url, query, timeoutMs: QUERY_MS_MAX, expect });
    if (answer.kind === 'rows') sink.json(answer.rows);
    else sink.fault(`the database refused: ${answer.reason}`);
  };
  await look();
  return repeated(look, everyMs, sink);
}
