/**
 * The answering side of a REST row: `preopen|plain|msw CALL`. Prints `{"port": N}` and answers until it is ended. All kinds answer the call with
 * the exchange's bytes; `plain` has them ready and looks at nothing, `msw` goes through msw's handlers for every call.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getResponse } from 'msw';
import type { MockExchange } from '#mock-dhan/exchange.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { exchangeHandlers } from '#mock-dhan/msw.ts';
import { answerInProcess, createChainExchange } from './chain-exchange.ts';
import type { RestCall } from './chain-exchange.ts';

const [kind, call] = process.argv.slice(2);
const exchange = createChainExchange();
console.log(JSON.stringify({ port: await listenAs(kind!) }));

async function listenAs(name: string): Promise<number> {
  if (name === 'preopen') {
    const { originUrl } = await listenExchange(exchange, { ownsProcess: true });
    return Number(new URL(originUrl).port);
  }
  const answer =
    name === 'msw'
      ? answerThroughMsw(exchange)
      : answerPlainly(await answerInProcess(exchange, call as RestCall));
  return listen(createServer(answer));
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

function answerPlainly(bytes: Buffer): Answer {
  return (request, response) => {
    request.resume();
    request.once('end', () => {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': bytes.length,
        'X-Simulated': '1',
      });
      response.end(bytes);
    });
  };
}

function answerThroughMsw(from: MockExchange): Answer {
  const handlers = exchangeHandlers(from);
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => void answerOne(request, Buffer.concat(chunks), response));
  };
  async function answerOne(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const headers = request.headers as Record<string, string>;
    const asked = new Request(`https://api.dhan.co${request.url}`, {
      method: request.method!,
      headers,
      body,
    });
    const answer = await getResponse(handlers, asked);
    response.writeHead(answer?.status ?? 404, Object.fromEntries(answer?.headers ?? []));
    response.end(new Uint8Array((await answer?.arrayBuffer()) ?? new ArrayBuffer()));
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
