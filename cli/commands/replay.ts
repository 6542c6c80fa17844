import { createNodeHasher } from '#engine/adapters/node-hasher.ts';
import type { Engine } from '#engine/engine.ts';
import { derivativesSession } from '#engine/market/trading-calendar.ts';
import type { Journal, LogSink } from '#engine/ports.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import { judgeReplay } from '#engine/replay/replay-checks.ts';
import type { LogFacts } from '#engine/replay/replay-facts.ts';
import { ReplayDigest } from '#engine/replay/replay-digest.ts';
import { ReplayWatch } from '#engine/replay/replay-watch.ts';
import { runReplay } from '#engine/replay/replay.ts';
import type { ReplayRun } from '#engine/replay/replay.ts';
import { repriceErrors } from '#engine/replay/reprice-error.ts';
import type { FeedCadenceMs } from '#mock-dhan/feed/live-feed.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import type { LoadedScenario } from '#scenarios/catalogue.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ReportFormat, Speed } from '../option-values.ts';
import { createProgressBar } from '../progress-bar.ts';
import { createRehearsal, createScenarioEngine } from '../rehearsal.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { isColoured } from '../reporters/colour.ts';
import { renderReplayReport } from '../reporters/replay-report.ts';
import type { ReplayReport } from '../reporters/replay-report.ts';
import { writeReports } from '../reporters/write-reports.ts';
import { openTransport } from '../transport.ts';
import type { Transport } from '../transport.ts';

export interface ReplayFlags {
  readonly seed?: number;
  readonly speed: Speed;
  readonly through: 'memory' | 'sockets';
  readonly raw?: boolean;
  readonly priceModel?: PriceModelName;
  readonly cadence: FeedCadenceMs;
  readonly format: readonly ReportFormat[];
  readonly reprice: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** `preopen replay SCENARIO`. Returns the exit code; the report goes to stdout, the log and the progress bar to stderr. */
export async function replay(nameOrPath: string, flags: ReplayFlags): Promise<number> {
  const loaded = loadScenario(nameOrPath);
  const report = await runScenario(loaded, flags);
  await writeReports(flags.format, (format) =>
    renderReplayReport(format, report, { isColoured: isColoured(flags) }),
  );
  return report.exitCode;
}

/** Runs one scenario and judges it; the library's `replay()` and the benchmark call this too. */
export async function runScenario(loaded: LoadedScenario, flags: ReplayFlags): Promise<ReplayReport> {
  const startedMs = performance.now();
  const { scenario } = loaded;
  const rehearsal = createRehearsal(loaded, {
    seed: flags.seed,
    startAt: scenario.clock.startAt,
    isRaw: flags.raw ?? false,
    cadenceMs: flags.cadence,
    isBatching: flags.through === 'memory',
  });
  const digest = new ReplayDigest(createNodeHasher());
  const watch = new ReplayWatch();
  const log = watchingLog(scenario.rules.expect.logLines, flags.verbose ?? false);
  await using transport = await openTransport(rehearsal, flags.through);
  const engine = createScenarioEngine({
    loaded,
    rehearsal,
    access: transport.access,
    log,
    journal: bothJournals(digest, watch),
    priceModel: flags.priceModel,
    repriceOnTicks: flags.reprice,
  });
  const priceErrors = loaded.session ? repriceErrors(loaded.session) : [];
  const playedFromMs = performance.now();
  const { run, isInterrupted } = await play({ loaded, rehearsal, engine, transport, flags });
  const playSeconds = (performance.now() - playedFromMs) / 1000;
  const checks = judgeReplay({
    scenario,
    run,
    engine,
    watch,
    log,
    session: derivativesSession('NSE', scenario.clock.date),
  });
  for (const { id, status } of checks) digest.text(`${id} ${status}\n`);
  const hasFailed = checks.some(({ status }) => status === 'fail');
  const { recordedEvents, syntheticEvents } = rehearsal.exchange.world.board;
  return {
    scenario: scenario.name,
    title: scenario.title,
    date: scenario.clock.date,
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
    repriceErrors: priceErrors,
    checks,
    playSeconds,
    seconds: (performance.now() - startedMs) / 1000,
    exitCode: isInterrupted ? EXIT_CODES.interrupted : hasFailed ? EXIT_CODES.failed : EXIT_CODES.ok,
  };
}

/** Runs the day with a progress bar, ending early on Ctrl-C. */
async function play(cast: {
  readonly loaded: LoadedScenario;
  readonly rehearsal: Rehearsal;
  readonly engine: Engine;
  readonly transport: Transport;
  readonly flags: ReplayFlags;
}): Promise<{ run: ReplayRun; isInterrupted: boolean }> {
  const { loaded, rehearsal, engine, transport, flags } = cast;
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
  };
  process.once('SIGINT', interrupt);
  const bar = createProgressBar(loaded.scenario, { isShown: process.stderr.isTTY && !flags.quiet });
  try {
    const run = await runReplay({
      scenario: loaded.scenario,
      stage: {
        clock: rehearsal.clock,
        engine,
        pace: transport.pace,
        settle: paced(transport.settle(engine), rehearsal, flags.speed),
      },
      onProgress: (nowMs) => bar.show(nowMs),
      isInterrupted: () => isInterrupted,
    });
    return { run, isInterrupted };
  } finally {
    bar.clear();
    process.off('SIGINT', interrupt);
  }
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

function bothJournals(first: Journal, second: Journal): Journal {
  return {
    underlyingTick(atMs, symbol, ltp) {
      first.underlyingTick(atMs, symbol, ltp);
      second.underlyingTick(atMs, symbol, ltp);
    },
    legTick(atMs, chain, leg) {
      first.legTick(atMs, chain, leg);
      second.legTick(atMs, chain, leg);
    },
    chainRepriced(atMs, chain) {
      first.chainRepriced(atMs, chain);
      second.chainRepriced(atMs, chain);
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
