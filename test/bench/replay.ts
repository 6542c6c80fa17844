/** The recorded day end to end, beside a plain backend that reads the same feed: one object per packet, one Map entry per leg. */
import { encodeSubscribe } from '#engine/wire/feed-requests.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import { replayScenario } from '#cli/replay-run.ts';
import { REPLAY_OPTIONS } from '#test/support/replay-options.ts';
import { createRehearsal, scenarioCredentials } from '#cli/rehearsal.ts';
import type { ReplayReport } from '#cli/reporters/replay-report.ts';
import { istToEpochMs } from '#engine/market/ist-time.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { pairedRow } from './bench-row.ts';
import type { BenchRow, Comparison } from './bench-row.ts';
import { median } from './median.ts';

const SCENARIO = 'nifty-2025-08-29';
const PEER = 'plain backend on the same feed, no repricing, digest or checks';

export const replayBare: Comparison = {
  what: 'recorded day without repricing, with digest and checks',
  unit: 'events/s',
  peer: PEER,
  measure: () => measureDay(false),
};

/** As a user replays it. */
export const replayWhole: Comparison = {
  what: 'recorded day with repricing, digest, checks',
  unit: 'events/s',
  peer: PEER,
  measure: () => measureDay(true),
};

function measureDay(repriceOnTicks: boolean): Promise<BenchRow> {
  const loaded = loadScenario(SCENARIO);
  const reports: ReplayReport[] = [];
  return pairedRow({
    better: 'higher',
    measure: async () => {
      const report = await replayScenario(loaded, { ...REPLAY_OPTIONS, repriceOnTicks });
      const plain = await runPlain(loaded, report.underlyings[0]!.firstTickAtMs);
      reports.push(report);
      const { events, counters, playSeconds } = report;
      if (plain.packets !== counters.packets)
        throw new Error(
          `replay bench: the plain backend read ${plain.packets} packets, the engine ${counters.packets}`,
        );
      return { candidate: events / playSeconds, baseline: events / plain.seconds };
    },
    note: () => describe(reports),
  });
}

function describe(reports: readonly ReplayReport[]): string {
  const { events, counters } = reports[0]!;
  const seconds = median(reports.map(({ playSeconds }) => playSeconds));
  return `${events} events, ${counters.underlyingTicks} index ticks, ${counters.legsRepriced} legs repriced, ${seconds.toFixed(2)} s`;
}

interface PlainRun {
  readonly seconds: number;
  readonly packets: number;
}

/**
 * What a straightforward programmer would write: subscribe to every index and option, decode each packet into an object, keep it by name.
 * It connects at the moment the engine did, so that both read the same packets.
 */
async function runPlain(loaded: LoadedScenario, connectAtMs: number): Promise<PlainRun> {
  const { clock: hours } = loaded.scenario;
  const startedMs = performance.now();
  const rehearsal = createRehearsal(loaded, {
    seed: undefined,
    startAt: hours.startAt,
    isRaw: false,
    wire: { ...WIRE_PROFILES.observed, messages: 'batch' },
  });
  rehearsal.clock.advanceTo(connectAtMs);
  const latest = new Map<string, Record<string, number>>();
  let packets = 0;
  const { clientId, accessToken } = scenarioCredentials(rehearsal);
  const connection = await inProcessTransports(rehearsal.exchange).sockets.connect(
    `ws://exchange.memory/?version=2&token=${accessToken}&clientId=${clientId}&authType=2`,
    {
      onMessage(message) {
        if (typeof message === 'string') return;
        const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
        for (let offset = 0; offset < bytes.length; offset += bytes.readUInt16LE(offset + 1)) {
          packets += 1;
          latest.set(`${bytes[offset + 3]}:${bytes.readUInt32LE(offset + 4)}`, plainPacket(bytes, offset));
        }
      },
      onClose() {},
    },
  );
  const { instruments } = rehearsal.exchange.world.universe;
  for (const [mode, listed] of [
    ['ticker', 'index'],
    ['full', 'option'],
  ] as const) {
    const wanted = instruments.filter(({ kind }) => kind === listed);
    for (const message of encodeSubscribe(mode, wanted)) connection.send(message);
  }
  rehearsal.clock.advanceTo(istToEpochMs(hours.date, hours.endAt));
  connection.close();
  return { seconds: (performance.now() - startedMs) / 1000, packets };
}

function plainPacket(bytes: Buffer, offset: number): Record<string, number> {
  const ltp = Math.round(bytes.readFloatLE(offset + 8) * 100) / 100;
  if (bytes[offset] !== 8) return { ltp, ltt: bytes.readUInt32LE(offset + 12) };
  return {
    ltp,
    ltt: bytes.readUInt32LE(offset + 14),
    volume: bytes.readUInt32LE(offset + 22),
    oi: bytes.readUInt32LE(offset + 34),
    bid: Math.round(bytes.readFloatLE(offset + 74) * 100) / 100,
    ask: Math.round(bytes.readFloatLE(offset + 78) * 100) / 100,
  };
}
