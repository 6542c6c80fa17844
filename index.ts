/** The public library entry: the commands as functions, the engine, and the types they speak in. */
export { type StartedExchange, replay, startExchange, verify } from '#cli/library.ts';
export { type OpenedTape, openTape } from '#cli/tape.ts';
export type { ReplayReport } from '#cli/reporters/replay-report.ts';
export { createEngine } from '#engine/create-engine.ts';
export type { EngineOptions } from '#engine/engine-options.ts';
export type { Engine, EngineCounters } from '#engine/engine.ts';
export { PreopenError } from '#engine/errors.ts';
export { canonicalSymbol } from '#engine/market/symbol/canonical-symbol.ts';
export { type SymbolText, symbolForms } from '#engine/market/symbol/format-symbol.ts';
export type { MarketSymbol } from '#engine/market/symbol/market-symbol.ts';
export { type SymbolReading, type SymbolReadings, readSymbol } from '#engine/market/symbol/read-symbol.ts';
export { type SymbolResolution, resolveSymbol, symbolOfRow } from '#engine/market/symbol/resolve-symbol.ts';
export type {
  Clock,
  ClosingPriceStore,
  CredentialStore,
  Credentials,
  ExchangeFeed,
  ExchangeRest,
  HttpTransport,
  Journal,
  LogSink,
  SocketTransport,
  Timers,
} from '#engine/ports.ts';
export { mergeStreams, type TickRun } from '#engine/replay/merge-streams.ts';
export type { TapeHead } from '#engine/replay/tape/tape-head.ts';
export type { TickChunk, TickDay, TickStream } from '#engine/replay/tape/tick-chunk.ts';
export type { Scenario } from '#engine/scenario.ts';
export { SeededRandom } from '#engine/seeded-random.ts';
export type { CheckResult, CheckStatus, VerificationReport } from '#engine/verify/check.ts';
export { VirtualClock } from '#engine/virtual-clock.ts';
export { loadScenario, scenarioNames } from '#scenarios/catalogue.ts';
