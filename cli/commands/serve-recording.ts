import { rm } from 'node:fs/promises';
import { createPinoLog } from '#engine/adapters/pino-log.ts';
import { openRecordedWire } from '#engine/adapters/recording/recorded-wire.ts';
import { ConfigError } from '#engine/errors.ts';
import { istDate, istIso } from '#engine/market/ist-time.ts';
import type { RecordedWire } from '#engine/recording/recorded-wire.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { FaultPlan } from '#mock-dhan/faults/fault-plan.ts';
import { RECORDED_TARGETS } from '#mock-dhan/faults/fault-targets.ts';
import { ExchangeJournal } from '#mock-dhan/journal/exchange-journal.ts';
import { createRecordedExchange } from '#mock-dhan/recorded/recorded-exchange.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { renderEnvironment, urlEnvironment } from '../client-environment.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { tellConduct } from '../judged-client.ts';
import { writeReadyFile } from '../ready-file.ts';
import { recordingMoment } from '../record/recording-moment.ts';
import { recordingShift } from '../record/recording-shift.ts';
import { catchSignals } from '../run/passed-signals.ts';
import { announceTrust, openCertificates } from '../served-certificates.ts';
import { clientSpeed, serveExchange } from '../served-exchange.ts';
import type { ServeFlags } from './serve.ts';

/** A recorded exchange takes any login; clients that insist on having one get this. */
const ANY_ACCOUNT = { DHAN_CLIENT_ID: '1000000001', DHAN_ACCESS_TOKEN: 'any-token-is-good' } as const;

export interface ServeRecordingFlags extends ServeFlags {
  readonly recording: string;
  /** Name or path of the scenario whose faults strike it; undefined for none. */
  readonly faultsOf: string | undefined;
}

/** `preopen serve --recording FILE`: a recording speaks for the exchange, until SIGINT or SIGTERM. Errors: ConfigError, ScenarioError, RecordingError. */
export async function serveRecording(flags: ServeRecordingFlags): Promise<number> {
  const speed = clientSpeed(flags.speed, 'serve');
  if (flags.backend !== undefined)
    throw new ConfigError(
      'serve --recording: expected no --backend, was one. Replay a scenario with preopen replay SCENARIO --recording FILE.',
    );
  if (flags.postback !== undefined)
    throw new ConfigError(
      'serve --recording: expected no --postback, was one. A recorded exchange takes no orders whose changes it could post.',
    );
  using signals = catchSignals();
  using wire = openRecordedWire(flags.recording);
  const { startAtMs, shiftMs } = startOf(wire, flags);
  const clock = new VirtualClock(startAtMs);
  const journal = new ExchangeJournal();
  const faults = faultPlan(wire, { ...flags, clock, journal });
  const exchange = createRecordedExchange({ wire, clock, shiftMs, journal, faults });
  const log = createPinoLog({ level: flags.quiet ? 'warn' : 'info' });
  const certificates = await openCertificates(flags);
  await using listening = await serveExchange(
    { clock, exchange },
    { host: flags.host, port: flags.port, controlPort: flags.controlPort, speed, certificates },
  );
  log.line('info', `RECORDED exchange, ${flags.recording}, now ${istIso(clock.nowMs())}`);
  log.line('info', `REST ${listening.restUrl}   feed ${listening.feedUrl}   control ${listening.controlUrl}`);
  if (certificates) announceTrust(certificates, listening, log);
  const env = { ...ANY_ACCOUNT, ...urlEnvironment(listening, certificates?.caFile) };
  if (flags.printEnv !== undefined) process.stdout.write(renderEnvironment(env, flags.printEnv));
  const { restUrl, originUrl, feedUrl, controlUrl, controlToken } = listening;
  if (flags.readyFile !== undefined)
    await writeReadyFile(flags.readyFile, {
      restUrl,
      authUrl: originUrl,
      feedUrl,
      controlUrl,
      controlToken,
      backendUrl: null,
      backend: null,
      caFile: certificates?.caFile ?? null,
      pid: process.pid,
      env,
    });
  try {
    await signals.came;
  } finally {
    exchange.close();
    if (flags.readyFile !== undefined) await rm(flags.readyFile, { force: true });
  }
  return flags.faultsOf === undefined
    ? EXIT_CODES.ok
    : tellConduct({ journal, faults, lastExpectations: () => [] }, flags);
}

/** The scenario's faults on the day that is played, but for those that its recording was made with. */
function faultPlan(
  wire: RecordedWire,
  {
    faultsOf,
    set,
    seed,
    clock,
    journal,
  }: Pick<ServeRecordingFlags, 'faultsOf' | 'set' | 'seed'> & {
    readonly clock: VirtualClock;
    readonly journal: ExchangeJournal;
  },
): FaultPlan {
  const scenario = faultsOf === undefined ? undefined : loadScenario(faultsOf, set).scenario;
  const isItsOwn = scenario !== undefined && scenario.name === wire.manifest.scenario;
  const recorded = isItsOwn ? (wire.manifest.faults ?? []) : [];
  return new FaultPlan({
    scenario: {
      faults: (scenario?.faults ?? []).filter(({ id }) => !recorded.includes(id)),
      clock: { date: istDate(clock.nowMs()) },
    },
    seed: seed ?? scenario?.seed ?? 0,
    clock,
    journal,
    targets: RECORDED_TARGETS,
  });
}

/** The exchange's clock at the start, and by how much the day is moved. A time of day means the recorded one, before it is moved. */
function startOf(
  wire: RecordedWire,
  flags: ServeFlags,
): { readonly startAtMs: number; readonly shiftMs: number } {
  const fromMs = wire.fromMs + wire.exchangeAheadMs;
  const recordedMs = flags.at === undefined ? fromMs : recordingMoment(flags.at, fromMs, 'serve --at');
  if (recordedMs < fromMs - 1000 || recordedMs > wire.toMs + wire.exchangeAheadMs)
    throw new ConfigError(
      `serve --at: expected a time within the recording, ${istIso(fromMs)} to ${istIso(wire.toMs + wire.exchangeAheadMs)}, was ${flags.at}.`,
    );
  const shiftMs =
    flags.shift === undefined
      ? 0
      : recordingShift(flags.shift, { fromMs: recordedMs, nowMs: Date.now(), flag: 'serve --shift' });
  return { startAtMs: recordedMs + shiftMs, shiftMs };
}
