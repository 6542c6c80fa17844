/** The publishing side of the latency row: `preopen|naive SECONDS`. One client, one leg, a tick a millisecond, its volume the time it left. */
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { listenExchange } from '#mock-dhan/listen.ts';
import { createFanOutMarket, FIRST_SECURITY_ID, LATENCY_LEG, moveLeg } from './fan-out-market.ts';
import { plainQuote } from './plain-quote.ts';

const CADENCE_MS = 250;
const UINT32 = 0x1_0000_0000;

const [kind, secondsText] = process.argv.slice(2);
const { exchange, clock, firstIndex } = createFanOutMarket(1);
const { board } = exchange.world;
const index = firstIndex + LATENCY_LEG;
const tick = await (kind === 'naive' ? sendPlainly() : flushExchange());
const untilMs = performance.now() + Number(secondsText) * 1000;
let turns = 0;
publish();

function publish(): void {
  turns += 1;
  board.volume[index] = Number((process.hrtime.bigint() / 1000n) % BigInt(UINT32));
  moveLeg(board, index, turns);
  tick();
  if (performance.now() < untilMs) setTimeout(publish, 1);
  else {
    console.log(JSON.stringify({ turns }));
    setTimeout(() => process.exit(), 100);
  }
}

/** Resolves with the way to send when the client has subscribed. */
async function flushExchange(): Promise<() => void> {
  const { originUrl } = await listenExchange(exchange);
  tellWhere(Number(new URL(originUrl).port));
  while (exchange.connections().every(({ instruments }) => instruments === 0)) await aMoment();
  return () => clock.advanceTo(clock.nowMs() + CADENCE_MS);
}

async function sendPlainly(): Promise<() => void> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const client = new Promise<WebSocket>((resolve) => {
    server.once('connection', (socket) => socket.once('message', () => resolve(socket)));
  });
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  tellWhere((server.address() as { port: number }).port);
  const socket = await client;
  return () => socket.send(plainQuote(board, index, FIRST_SECURITY_ID + LATENCY_LEG));
}

function tellWhere(port: number): void {
  const logins = exchange.accounts.all.map(({ clientId, accessToken }) => ({ clientId, accessToken }));
  console.log(JSON.stringify({ port, logins }));
}

async function aMoment(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}
