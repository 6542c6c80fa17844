/** Real loopback sockets between the exchange and the engine of a replay, in lock-step, and the recordings that they write or speak from. */
import { setImmediate } from 'node:timers/promises';
import { openRecordedWire } from '#engine/adapters/recording/recorded-wire.ts';
import { finishRecording } from '#engine/adapters/recording/secret-gate.ts';
import { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import { ConfigError, UpstreamError } from '#engine/errors.ts';
import { recordedName } from '#engine/recording/manifest.ts';
import { wireProfileText } from '#engine/wire/wire-profile.ts';
import { listenExchange } from '#mock-dhan/listen.ts';
import { createRecordedExchange } from '#mock-dhan/recorded/recorded-exchange.ts';
import { openRecordingProxy } from './record/recording-proxy.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Transport, TransportChoice } from './transport.ts';
import { UnderWay, countedHttp, countedSockets } from './under-way.ts';
import type { CountingExchange } from './under-way.ts';
import { recordingVersions } from './version.ts';

/** Errors: those of recordings and ports; ConfigError for a recording of another scenario. */
export function openSocketTransport(
  rehearsal: Rehearsal,
  { record, recording }: Omit<TransportChoice, 'through'>,
): Promise<Transport> {
  if (recording !== undefined) return recordedTransport(rehearsal, recording);
  if (record !== undefined) return recordingTransport(rehearsal, record);
  return socketTransport(rehearsal.exchange);
}

/** Longest wait, in wall time, for bytes that were sent on loopback; over it the run is inconclusive. */
const DELIVERY_MS_MAX = 20_000;

/** `lead`: stands between engine and exchange, and says where the engine finds it then. */
async function socketTransport(
  exchange: CountingExchange,
  lead: (originUrl: string) => Promise<{ readonly originUrl: string } & AsyncDisposable> = straight,
): Promise<Transport> {
  const underWay = new UnderWay(exchange);
  const listening = await listenExchange(exchange, {});
  const led = await lead(listening.originUrl);
  const undici = createUndiciTransport();
  return {
    access: {
      http: countedHttp(undici, underWay),
      sockets: countedSockets(createWsTransport(), underWay),
      restUrl: `${led.originUrl}/v2`,
      masterUrl: `${led.originUrl}/api-data/api-scrip-master-detailed.csv`,
      feedUrl: led.originUrl.replace(/^http/, 'ws'),
    },
    pace: 'timer',
    settle: () => delivered(() => underWay.isNothing()),
    async [Symbol.asyncDispose]() {
      await undici.close();
      await led[Symbol.asyncDispose]();
      await listening.close();
    },
  };
}

async function straight(originUrl: string) {
  return { originUrl, async [Symbol.asyncDispose]() {} };
}

/** The engine's way leads through a recorder, in the scenario's own time. */
async function recordingTransport(rehearsal: Rehearsal, path: string): Promise<Transport> {
  const { clock, exchange } = rehearsal;
  const about = {
    exchange: 'mock',
    scenario: exchange.scenario.name,
    wire: wireProfileText(exchange.wire),
    faults: exchange.scenario.faults.map(({ id }) => id),
  };
  const recorder = new WireRecorder({
    path,
    about: { ...about, clock: 'scenario', versions: recordingVersions() },
    clock,
  });
  const transport = await socketTransport(exchange, (origin) =>
    openRecordingProxy({ exchange: { origin, caPem: undefined }, recorder }),
  );
  return {
    ...transport,
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      finishRecording(recorder);
    },
  };
}

/** The recording speaks for the exchange, at the scenario's times, and is struck by those of its faults that it was not recorded with; the rehearsal's own exchange has nothing to do. */
async function recordedTransport({ clock, exchange }: Rehearsal, path: string): Promise<Transport> {
  const wire = openRecordedWire(path);
  const name = recordedName(wire.manifest);
  if (name !== exchange.scenario.name)
    throw new ConfigError(
      `replay --recording: expected a recording of ${exchange.scenario.name}, was ${name} (${path}). Name its scenario, or none.`,
    );
  const { journal, faults } = exchange;
  faults.leaveToRecording(wire.manifest.faults ?? []);
  const recorded = createRecordedExchange({ wire, clock, shiftMs: 0, journal, faults });
  const transport = await socketTransport(recorded);
  return {
    ...transport,
    async [Symbol.asyncDispose]() {
      recorded.close();
      await transport[Symbol.asyncDispose]();
      wire[Symbol.dispose]();
    },
  };
}

async function delivered(isDelivered: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + DELIVERY_MS_MAX;
  do {
    await setImmediate();
    if (performance.now() > deadlineMs)
      throw new UpstreamError(
        `loopback delivery: expected every sent message within ${DELIVERY_MS_MAX / 1000} s. Is the machine out of memory?`,
        {
          failure: 'transport',
          endpoint: 'feed',
        },
      );
  } while (!isDelivered());
}
