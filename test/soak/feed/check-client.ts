/**
 * The receiving side of the feed proof: `FILE`, where the server is and who may log in (Where). Every connection subscribes to every instrument, every packet is
 * decoded and checked as it comes. Prints what it saw when the last connection is closed.
 */
import { readFileSync } from 'node:fs';
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import { RESPONSE_CODES } from '#engine/wire/feed-codes.ts';
import { copyRow, createPacketFields, FeedFrameReader } from '#engine/wire/feed-packets.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { Received, ReceivedByConnection, Where } from './program-lines.ts';
import { CONNECTIONS, FIRST_SECURITY_ID, INSTRUMENTS, UINT32 } from './published-quotes.ts';
import { QuoteCheck } from './quote-check.ts';

const FINDINGS_MAX = 3;

const { feedUrl, clientId, accessToken } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Where;
const instruments = Array.from({ length: INSTRUMENTS }, (_, leg) => ({
  exchangeSegment: 'NSE_FNO' as const,
  securityId: FIRST_SECURITY_ID + leg,
}));
const feed = createDhanFeed({ sockets: createWsTransport(), feedUrl });
const latencies = new LatencyHistogram();
const findings: string[] = [];
const leftAtUs: number[] = [];
// The monotonic clock's own call makes a bigint a packet; this one reads the same clock and lacks only its origin.
const nowMs = performance.now();
const originUs = Number(process.hrtime.bigint() / 1000n) - nowMs * 1000;
let checked = 0;
let wrong = 0;
let quotes = 0;
let firstUs = 0;
let lastUs = 0;
let startedCpu = process.cpuUsage();

const received = Array.from({ length: CONNECTIONS }, (_, number) => receiveOn(number + 1));
print(await Promise.all(received));

/** Resolves when the connection is closed. */
async function receiveOn(number: number): Promise<ReceivedByConnection> {
  const check = new QuoteCheck(leftAtUs);
  const reader = new FeedFrameReader();
  const fields = createPacketFields();
  return new Promise((resolve, reject) => {
    const onFrame = (frame: Uint8Array): void => {
      const finding = reader.read(frame, (packets) => {
        for (let row = 0; row < packets.length; row += 1) {
          copyRow(packets, row, fields);
          checked += 1;
          if (fields.code === RESPONSE_CODES.quote && fields.volume !== 0) arrived(fields.volume);
          note(number, check.take(fields));
        }
      });
      note(number, finding?.message);
    };
    const onClose = ({ code, reason }: { code: number; reason: string }): void =>
      resolve({ packets: check.packets, lastPrices: [...check.lastPrices], close: `${code} ${reason}` });
    feed
      .connect({ clientId, accessToken }, { onFrame, onClose })
      .then((connection) => connection.subscribe('quote', instruments))
      .catch(reject);
  });
}

/** A quote of a turn; the snapshots before them carry no time. */
function arrived(leftAtUs: number): void {
  lastUs = performance.now() * 1000 + originUs;
  if (quotes === 0) {
    firstUs = lastUs;
    startedCpu = process.cpuUsage();
  }
  quotes += 1;
  latencies.add((lastUs - leftAtUs + UINT32) % UINT32);
}

function note(number: number, finding: string | undefined): void {
  if (finding === undefined) return;
  wrong += 1;
  if (findings.length < FINDINGS_MAX) findings.push(`connection ${number}, ${finding}`);
}

function print(connections: readonly ReceivedByConnection[]): void {
  const seconds = (lastUs - firstUs) / 1_000_000;
  const { user, system } = process.cpuUsage(startedCpu);
  const line: Received = {
    connections,
    checked,
    wrong,
    findings,
    leftAtUs,
    quotes,
    seconds,
    p50: latencies.percentileMs(0.5),
    p99: latencies.percentileMs(0.99),
    max: latencies.maxMs,
    cpuShare: (user + system) / 1_000_000 / seconds,
  };
  console.log(JSON.stringify(line));
}
