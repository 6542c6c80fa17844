/**
 * The publishing side of a fan-out row: `preopen|naive CLIENTS SUBSCRIPTIONS DIRTY SECONDS`. Prints where it listens and the clients' logins,
 * waits for all of them and their subscriptions, publishes for so long, and prints how many turns it made in what time.
 */
import { setImmediate } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { listenExchange } from '#mock-dhan/listen.ts';
import { createFanOutMarket, dirtyLeg, FIRST_SECURITY_ID, LEGS, legsOf, moveLeg } from './fan-out-market.ts';
import type { FanOutMarket, Subscriptions } from './fan-out-market.ts';
import { plainQuote } from './plain-quote.ts';

const BACKLOG_BYTES_MAX = 512 * 1024;
const CADENCE_MS = 250;

/** Whoever publishes. */
interface Publisher {
  readonly port: number;
  /** Subscriptions it has heard of. */
  subscribed(): number;
  publish(turn: number): void;
  /** The most bytes that wait for one client. */
  backlogBytes(): number;
  close(): Promise<void>;
}

const [kind, clientsText, subscriptions, dirtyText, secondsText] = process.argv.slice(2);
const clients = Number(clientsText);
const dirty = Number(dirtyText);
const market = createFanOutMarket(clients);
const publisher = await (kind === 'naive' ? publishNaively(market) : publishFromExchange(market));
const logins = market.exchange.accounts.all.map(({ clientId, accessToken }) => ({ clientId, accessToken }));
console.log(JSON.stringify({ port: publisher.port, logins }));

const wanted = Array.from({ length: clients }, (_, client) => legsOf(client, subscriptions as Subscriptions));
while (publisher.subscribed() < wanted.flat().length) await setImmediate();
const startedMs = performance.now();
const untilMs = startedMs + Number(secondsText) * 1000;
let turns = 0;
while (performance.now() < untilMs) {
  turns += 1;
  publisher.publish(turns);
  await setImmediate();
  while (publisher.backlogBytes() > BACKLOG_BYTES_MAX) await setImmediate();
}
while (publisher.backlogBytes() > 0) await setImmediate();
console.log(JSON.stringify({ turns, seconds: (performance.now() - startedMs) / 1000 }));
await publisher.close();

/** The exchange as it is: its board changes, its clock moves to the next flush. */
async function publishFromExchange({ exchange, clock, firstIndex }: FanOutMarket): Promise<Publisher> {
  const listening = await listenExchange(exchange);
  return {
    port: Number(new URL(listening.originUrl).port),
    subscribed: () => exchange.connections().reduce((sum, { instruments }) => sum + instruments, 0),
    publish(turn) {
      for (let position = 0; position < dirty; position += 1)
        moveLeg(exchange.world.board, firstIndex + dirtyLeg(turn, position), turn);
      clock.advanceTo(clock.nowMs() + CADENCE_MS);
    },
    backlogBytes: () => Math.max(...exchange.connections().map(({ backlogBytes }) => backlogBytes)),
    async close() {
      exchange.close();
      await listening.close();
    },
  };
}

/** What a straightforward programmer would write: each packet made once, and sent to every subscriber by `ws.send`. */
async function publishNaively({ exchange, firstIndex }: FanOutMarket): Promise<Publisher> {
  const { board } = exchange.world;
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const subscribers: Set<WebSocket>[] = Array.from({ length: LEGS }, () => new Set());
  let subscribed = 0;
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { InstrumentList } = JSON.parse((data as Buffer).toString('utf8')) as {
        InstrumentList: { SecurityId: string }[];
      };
      for (const { SecurityId } of InstrumentList)
        subscribers[Number(SecurityId) - FIRST_SECURITY_ID]!.add(socket);
      subscribed += InstrumentList.length;
    });
  });
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  return {
    port: (server.address() as { port: number }).port,
    subscribed: () => subscribed,
    publish(turn) {
      for (let position = 0; position < dirty; position += 1) {
        const leg = dirtyLeg(turn, position);
        moveLeg(board, firstIndex + leg, turn);
        const packet = plainQuote(board, firstIndex + leg, FIRST_SECURITY_ID + leg);
        for (const socket of subscribers[leg]!) socket.send(packet);
      }
    },
    backlogBytes: () => Math.max(...[...server.clients].map(({ bufferedAmount }) => bufferedAmount)),
    async close() {
      // The receiving side answers no close frame, and a goodbye waits half a minute for one.
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
