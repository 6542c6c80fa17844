import type { IncomingMessage } from 'node:http';
import type { HeaderList } from '#engine/recording/recorded-call.ts';

/** Headers in their order and spelling. */
export function headerList({ rawHeaders }: IncomingMessage): HeaderList {
  const list: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    list.push([rawHeaders[index]!, rawHeaders[index + 1]!]);
  return list;
}

/** Those that speak of one connection and not of the call: each connection has its own. Source: RFC 9110, 7.6.1. */
const HOP_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'upgrade',
  'te',
  'trailer',
]);

export function withoutHopHeaders(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => !HOP_HEADERS.has(name.toLowerCase()));
}

/** The headers with another Host; the same ones for undefined. */
export function withHost(headers: HeaderList, host: string | undefined): HeaderList {
  if (host === undefined) return headers;
  return headers.map(([name, value]) => [name, name.toLowerCase() === 'host' ? host : value]);
}

/** An upgrade's headers without the offer of compression: what is compressed could not be searched for secrets. */
export function withoutExtensions(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => name.toLowerCase() !== 'sec-websocket-extensions');
}
