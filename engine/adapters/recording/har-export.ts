/** A recording as an HTTP Archive. Source: the HAR 1.2 specification; `_webSocketMessages` as Chrome's developer tools write it. */
import { decodeConnectionEvent } from '../../recording/connection-event.ts';
import type { ConnectionEvent } from '../../recording/connection-event.ts';
import { OPCODES, forEachFrame } from '../../recording/frames.ts';
import { decodeCall, headerOf } from '../../recording/recorded-call.ts';
import type { HeaderList, RecordedCall } from '../../recording/recorded-call.ts';
import type { RecordingFile } from './recording-file.ts';
import type { TextFileWriter } from './text-file-writer.ts';

type Opened = Extract<ConnectionEvent, { event: 'opened' }> & { readonly atMs: number };

/** One entry per call and per socket; returns how many. */
export function writeHar(file: RecordingFile, out: TextFileWriter): number {
  const creator = { name: 'preopen', version: file.manifest.versions.preopen };
  out.write(`{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`);
  let entries = 0;
  const begin = (): void => out.write(entries++ === 0 ? '\n' : ',\n');
  const sockets: Opened[] = [];
  for (const { channel, atMs, data } of file.messages()) {
    if (channel.kind === 'rest') {
      begin();
      out.write(JSON.stringify(callEntry(decodeCall(data))));
    } else if (channel.kind === 'connections') {
      const event = decodeConnectionEvent(data);
      if (event.event === 'opened') sockets.push({ ...event, atMs });
    }
  }
  for (const socket of sockets) {
    begin();
    writeSocket(file, out, socket);
  }
  out.write('\n]}}\n');
  return entries;
}

function callEntry(call: RecordedCall): object {
  const { requestBody, responseBody, arrivedAtMs, answeredAtMs } = call;
  const type = headerOf(call.requestHeaders, 'content-type') ?? '';
  const postData = { mimeType: type, text: Buffer.from(requestBody).toString('utf8') };
  return {
    ...entryHead(arrivedAtMs, answeredAtMs - arrivedAtMs),
    request: {
      ...requestOf(call.method, call.target, call.requestHeaders),
      bodySize: requestBody.length,
      ...(requestBody.length > 0 ? { postData } : {}),
    },
    response: responseOf(call.status ?? 0, call.responseHeaders, responseBody),
    ...(call.note === null ? {} : { comment: call.note }),
  };
}

/** Its messages are written as they are read: a day of them does not fit into memory. */
function writeSocket(file: RecordingFile, out: TextFileWriter, socket: Opened): void {
  const entry = {
    ...entryHead(socket.atMs, 0),
    _resourceType: 'websocket',
    request: { ...requestOf('GET', socket.target, socket.requestHeaders), bodySize: 0 },
    response: responseOf(101, socket.responseHeaders, new Uint8Array(0)),
  };
  out.write(`${JSON.stringify(entry).slice(0, -1)},"_webSocketMessages":[`);
  let count = 0;
  for (const { channel, atMs, data } of file.messages()) {
    if (channel.kind !== 'frames' || channel.connection !== socket.connection || channel.feed !== socket.feed)
      continue;
    const type = channel.direction === 'from-client' ? 'send' : 'receive';
    forEachFrame(data, ({ opcode, payload }) => {
      const text = Buffer.from(payload).toString(opcode === OPCODES.text ? 'utf8' : 'base64');
      out.write(
        `${count++ === 0 ? '' : ','}${JSON.stringify({ type, time: atMs / 1000, opcode, data: text })}`,
      );
    });
  }
  out.write(']}');
}

function entryHead(atMs: number, tookMs: number): object {
  return {
    startedDateTime: new Date(atMs).toISOString(),
    time: tookMs,
    cache: {},
    timings: { send: 0, wait: tookMs, receive: 0 },
  };
}

function requestOf(method: string, target: string, headers: HeaderList): object {
  const url = new URL(target, `http://${headerOf(headers, 'host') ?? 'exchange'}`);
  return {
    method,
    url: url.href,
    httpVersion: 'HTTP/1.1',
    headers: named(headers),
    queryString: named([...url.searchParams]),
    cookies: [],
    headersSize: -1,
  };
}

function responseOf(status: number, headers: HeaderList, body: Uint8Array): object {
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    headers: named(headers),
    cookies: [],
    content: {
      size: body.length,
      mimeType: headerOf(headers, 'content-type') ?? '',
      text: Buffer.from(body).toString('utf8'),
    },
    redirectURL: '',
    headersSize: -1,
    bodySize: body.length,
  };
}

function named(pairs: HeaderList): object[] {
  return pairs.map(([name, value]) => ({ name, value }));
}
