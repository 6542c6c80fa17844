/** One replay from a loaded scenario to its report: the command, the library and the benchmark all come here. */
import type { BehaviourJudge } from '#engine/behaviour/behaviour-judge.ts';
import { createNodeHasher } from '#engine/adapters/node-hasher.ts';
import type { Engine } from '#engine/engine.ts';
import { isLineFault } from '#engine/faults/line-fault.ts';
import { PACKET_FAULTS } from '#engine/faults/packet-fault.ts';
import { derivativesSession } from '#engine/market/trading-calendar.ts';
import type { Journal, LogSink } from '#engine/ports.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import { priceModelByName } from '#engine/pricing/price-models.ts';
import { ModelComparison } from '#engine/replay/model-comparison.ts';
import { judgeReplay } from '#engine/replay/replay-checks.ts';
import { ReplayDigest } from '#engine/replay/replay-digest.ts';
import type { DigestCopy } from '#engine/replay/replay-digest.ts';
import type { LogFacts, ReplayCheck } from '#engine/replay/replay-facts.ts';
import { ReplayWatch } from '#engine/replay/replay-watch.ts';
import { TickAges } from '#engine/replay/tick-ages.ts';
import { runReplay } from '#engine/replay/replay.ts';
import type { ReplayRun } from '#engine/replay/replay.ts';
import { repriceErrors } from '#engine/replay/reprice-error.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { watchBehaviour } from '#mock-dhan/journal/expectation-watch.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import { LogMemory, backendFacts, behaviourChecks } from './behaviour.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { verdictOf } from './judged-client.ts';
import { bothLogs } from './log-sinks.ts';
import type { Speed } from './option-values.ts';
import { faultChecks } from './planned-faults.ts';
import { createProgressBar } from './progress-bar.ts';
import { createRehearsal, createScenarioEngine } from './rehearsal.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { ReplayReport } from './reporters/replay-report.ts';
import { openTransport } from './transport.ts';
import type { Transport } from './transport.ts';

export interface ReplayOptions {
  /** The scenario's own unless given. */
  readonly seed?: number | undefined;
  readonly priceModel?: PriceModelName | undefined;
  /** Another model, to be told the same and compared with the first. */
  readonly versus?: PriceModelName | undefined;
  readonly speed: Speed;
  readonly through: 'memory' | 'sockets';
  /** The recording to write of what passes the sockets. */
  readonly record?: string | undefined;
  /** The recording that speaks for the exchange. */
  readonly recording?: string | undefined;
  readonly wire: WireProfile;
  readonly isRaw: boolean;
  readonly repriceOnTicks: boolean;
  /** The engine's log on stderr. */
  readonly isVerbose: boolean;
  readonly hasProgressBar: boolean;
  /** The digest the run must end with; another one is a divergence. */
  readonly expectedDigest?: string | undefined;
  /** Gets what the digest covers. */
  readonly copy?: DigestCopy | undefined;
}

/** Everyone and everything on stage for one run. */
interface Cast {
  readonly loaded: LoadedScenario;
  readonly rehearsal: Rehearsal;
  readonly transport: Transport;
  readonly engine: Engine;
  readonly digest: ReplayDigest;
  readonly watch: ReplayWatch;
  readonly ages: TickAges;
  readonly log: LogSink & LogFacts;
  readonly behaviour: BehaviourJudge;
  readonly comparison: ModelComparison | undefined;
  /** The derivatives session of the scenario's date; undefined on a holiday. */
  readonly session: ReturnType<typeof derivativesSession>;
}

/** What the wall clock said, and whether Ctrl-C cut the day short. */
interface Played {
  readonly run: ReplayRun;
  readonly isInterrupted: boolean;
  readonly playSeconds: number;
}

/** Plays the scenario's day and judges it. A refused start or a failing check is in the report, not an error. */
export async function replayScenario(loaded: LoadedScenario, options: ReplayOptions): Promise<ReplayReport> {
  const startedMs = performance.now();
  // Before the day: its memory is free again when the day needs some.
  const priceErrors = loaded.session ? repriceErrors(loaded.session) : [];
  const report = await playScenario(loaded, options);
  return {
    ...report,
    expectedDigest: options.expectedDigest,
    exitCode: heldAgainst(options.expectedDigest, report),
    repriceErrors: priceErrors,
    seconds: (performance.now() - startedMs) / 1000,
  };
}

/** What a day itself tells, without what was known of the recording before it. */
export type PlayedDay = Omit<ReplayReport, 'repriceErrors' | 'seconds' | 'expectedDigest'>;

/** The day alone, for whoever plays many. */
export async function playScenario(loaded: LoadedScenario, options: ReplayOptions): Promise<PlayedDay> {
  const rehearsal = createRehearsal(loaded, {
    seed: options.seed,
    startAt: loaded.scenario.clock.startAt,
    isRaw: options.isRaw,
    wire: wireThrough(loaded, options),
  });
  await using transport = await openTransport(rehearsal, options);
  const cast = castOf(loaded, rehearsal, transport, options);
  const played = await play(cast, options);
  return reportOf(cast, played, judge(cast, played.run));
}

/** In memory a flush is one message, which costs least; where packets or messages are spoilt it matters which are which. */
function wireThrough({ scenario }: LoadedScenario, { through, wire }: ReplayOptions): WireProfile {
  const isAsSent = scenario.faults.some((fault) => PACKET_FAULTS.has(fault.kind) || isLineFault(fault));
  return through === 'sockets' || isAsSent ? wire : { ...wire, messages: 'batch' };
}

function castOf(
  loaded: LoadedScenario,
  rehearsal: Rehearsal,
  transport: Transport,
  options: ReplayOptions,
): Cast {
  const digest = new ReplayDigest(createNodeHasher(), options.copy);
  const session = derivativesSession('NSE', loaded.scenario.clock.date);
  const watch = new ReplayWatch(session?.openMs);
  const ages: TickAges = new TickAges((symbol) => engine.prices.entry(symbol).lastTradeAtMs);
  const log = watchingLog(loaded.scenario.rules.expect.logLines, options.isVerbose);
  const memory = new LogMemory(loaded.scenario, () => rehearsal.clock.nowMs());
  const comparison = comparisonOf(loaded, options);
  const engine: Engine = createScenarioEngine({
    loaded,
    rehearsal,
    access: transport.access,
    log: bothLogs(log, memory),
    journal: journalOf({ digest, watch, ages }),
    priceModel: comparison?.model ?? options.priceModel,
    repriceOnTicks: options.repriceOnTicks,
  });
  const behaviour = watchBehaviour(rehearsal.exchange, backendFacts(engine, memory));
  return { loaded, rehearsal, transport, engine, digest, watch, ages, log, behaviour, comparison, session };
}

function comparisonOf(
  { scenario }: LoadedScenario,
  { priceModel, versus }: ReplayOptions,
): ModelComparison | undefined {
  if (versus === undefined) return undefined;
  return new ModelComparison([
    priceModelByName(priceModel ?? scenario.backend.priceModel),
    priceModelByName(versus),
  ]);
}

/** Runs the day with a progress bar, ending early on Ctrl-C. */
async function play(cast: Cast, options: ReplayOptions): Promise<Played> {
  const { loaded, rehearsal, engine, transport } = cast;
  const startedMs = performance.now();
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  const bar = createProgressBar(loaded.scenario, { isShown: options.hasProgressBar });
  try {
    const run = await runReplay({
      scenario: loaded.scenario,
      stage: {
        clock: rehearsal.clock,
        engine,
        pace: transport.pace,
        settle: paced(() => transport.settle(), rehearsal, options.speed),
      },
      onProgress(nowMs) {
        cast.behaviour.look(nowMs);
        bar.show(nowMs);
      },
      onEnd: (nowMs) => cast.behaviour.end(nowMs),
      isInterrupted: () => isInterrupted,
    });
    return { run, isInterrupted, playSeconds: (performance.now() - startedMs) / 1000 };
  } finally {
    bar.clear();
    process.off('SIGINT', interrupt);
  }
}

/** Judges the run and adds every verdict to the digest. */
function judge(
  { loaded, engine, watch, log, digest, behaviour, rehearsal, session }: Cast,
  run: ReplayRun,
): ReplayCheck[] {
  const { scenario } = loaded;
  const checks = [
    ...judgeReplay({ scenario, run, engine, watch, log, session }),
    ...behaviourChecks(behaviour.findings(true)),
    ...faultChecks(rehearsal.exchange.faults, { takesOrders: false }),
  ];
  for (const { id, status } of checks) digest.text(`${id} ${status}\n`);
  return checks;
}

function reportOf(
  { loaded, rehearsal, engine, digest, watch, ages, comparison }: Cast,
  { run, isInterrupted, playSeconds }: Played,
  checks: readonly ReplayCheck[],
): PlayedDay {
  const { name, title, clock } = loaded.scenario;
  const { recordedEvents, syntheticEvents } = rehearsal.exchange.world.board;
  return {
    scenario: name,
    title,
    date: clock.date,
    seed: rehearsal.seed,
    events: recordedEvents + syntheticEvents,
    recordedEvents,
    syntheticEvents,
    ticks: engine.counters.underlyingTicks + engine.counters.legTicks,
    counters: { ...engine.counters },
    digest: digest.close(),
    chainDigest: chainDigest(engine),
    startup: run.startup,
    statistics: run.startup.statistics,
    underlyings: [...watch.underlyings.values()],
    tickAges: ages.facts(),
    ...(comparison ? { modelErrors: comparison.errors() } : {}),
    checks,
    playSeconds,
    exitCode: isInterrupted ? EXIT_CODES.interrupted : verdictOf(checks),
  };
}

/** Another digest than the expected one is what a day that went well otherwise ends with. */
function heldAgainst(
  expectedDigest: string | undefined,
  { digest, exitCode }: Pick<ReplayReport, 'digest' | 'exitCode'>,
): number {
  const isOther = expectedDigest !== undefined && expectedDigest !== digest;
  return isOther && exitCode === EXIT_CODES.ok ? EXIT_CODES.diverged : exitCode;
}

/** At a finite speed, holds each slice back until the wall clock has caught up, by absolute deadlines. */
function paced(settle: () => Promise<void>, { clock }: Rehearsal, speed: Speed): () => Promise<void> {
  if (speed === 'max') return settle;
  const startMs = clock.nowMs();
  const wallStartMs = performance.now();
  return async () => {
    await settle();
    const aheadMs = (clock.nowMs() - startMs) / speed - (performance.now() - wallStartMs);
    if (aheadMs > 1)
      await new Promise((resolve) => {
        setTimeout(resolve, aheadMs);
      });
  };
}

/** Index ticks alone have an age: legs trade too seldom for one. */
function journalOf({ digest, watch, ages }: Pick<Cast, 'digest' | 'watch' | 'ages'>): Journal {
  return {
    underlyingTick(atMs, symbol, ltp) {
      digest.underlyingTick(atMs, symbol, ltp);
      watch.underlyingTick(atMs, symbol, ltp);
      ages.underlyingTick(atMs, symbol);
    },
    legTick(atMs, chain, leg) {
      digest.legTick(atMs, chain, leg);
      watch.legTick(atMs, chain, leg);
    },
    chainRepriced(atMs, chain) {
      digest.chainRepriced(atMs, chain);
      watch.chainRepriced(atMs, chain);
    },
  };
}

/** Remembers which of the expected lines were logged, and how many lines there were; a day's lines themselves are not kept. */
function watchingLog(expectedLines: readonly string[], isPrinted: boolean): LogSink & LogFacts {
  const awaited = new Set(expectedLines);
  const facts = { lineCount: 0, missing: awaited };
  return Object.assign(facts, {
    line(level: string, text: string) {
      facts.lineCount += 1;
      for (const expected of awaited) if (text.includes(expected)) awaited.delete(expected);
      if (isPrinted) process.stderr.write(`${level.toUpperCase().padEnd(5)} ${text}\n`);
    },
  });
}

/** SHA-256 of every cached leg as it stands at the end: two transports must end in the same chain. */
function chainDigest(engine: Engine): string {
  const digest = new ReplayDigest(createNodeHasher());
  for (const chain of engine.cache.all()) {
    for (let leg = 0; leg < chain.ltp.length; leg += 1) digest.legTick(0, chain, leg);
  }
  return digest.close();
}
