/** Whoever sends to the receiving row: `MESSAGES`. One client after another gets so many Quote packets, one a message, as fast as it takes them. */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { frameOf } from '#mock-dhan/feed/websocket-frames.ts';
import {
  createFanOutMarket,
  DIRTY_PER_TURN,
  dirtyLeg,
  FIRST_SECURITY_ID,
  moveLeg,
} from './fan-out-market.ts';
import { plainQuote } from './plain-quote.ts';

const BLOCK_TURNS = 20;

const messages = Number(process.argv[2]);
const block = blockOfFrames();
const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => {
    void send(socket).then(() => client.close(1000));
  });
});
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port, sum: block.sum })),
);

async function send(socket: Duplex): Promise<void> {
  for (let sent = 0; sent < messages; sent += BLOCK_TURNS * DIRTY_PER_TURN)
    if (!socket.write(block.frames)) await once(socket, 'drain');
}

/** Frames of a thousand packets, and the sum of their security ids and prices in rupees, over all blocks. */
function blockOfFrames(): { readonly frames: Buffer; readonly sum: number } {
  const { exchange, firstIndex } = createFanOutMarket(1);
  const { board } = exchange.world;
  const frames: Uint8Array[] = [];
  let sum = 0;
  for (let turn = 1; turn <= BLOCK_TURNS; turn += 1)
    for (let position = 0; position < DIRTY_PER_TURN; position += 1) {
      const leg = dirtyLeg(turn, position);
      moveLeg(board, firstIndex + leg, turn);
      frames.push(frameOf(plainQuote(board, firstIndex + leg, FIRST_SECURITY_ID + leg)));
      sum += FIRST_SECURITY_ID + leg + board.ltp[firstIndex + leg]!;
    }
  return { frames: Buffer.concat(frames), sum: (sum * messages) / frames.length };
}
