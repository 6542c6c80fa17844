/** The receiving side as the engine has it: `PORT`. Its feed adapter on `ws`, every packet decoded. Prints what came in what time. */
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import { FeedFrameReader } from '#engine/wire/feed-packets.ts';
import type { PacketColumns } from '#engine/wire/feed-packets.ts';

const reader = new FeedFrameReader();
let packets = 0;
let sum = 0;
let startedMs = 0;

function take({ length, securityId, ltp }: PacketColumns): void {
  packets += length;
  for (let row = 0; row < length; row += 1) sum += securityId[row]! + ltp[row]!;
}

const feed = createDhanFeed({ sockets: createWsTransport(), feedUrl: `ws://127.0.0.1:${process.argv[2]}` });
await feed.connect(
  { clientId: '1100000001', accessToken: 'none' },
  {
    onFrame(frame) {
      if (packets === 0) startedMs = performance.now();
      reader.read(frame, take);
    },
    onClose() {
      console.log(JSON.stringify({ packets, sum, seconds: (performance.now() - startedMs) / 1000 }));
    },
  },
);
