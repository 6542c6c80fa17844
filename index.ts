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
export { type Black76Inputs, black76Price } from '#engine/pricing/black76.ts';
export {
  type DhanChain,
  type DhanGreeks,
  dhanChainGreeks,
  dhanGreeks,
  type GreekClock,
} from '#engine/pricing/dhan-greeks.ts';
export {
  black76Greeks,
  type BlackScholesInputs,
  blackScholesGreeks,
  type Greeks,
} from '#engine/pricing/greeks.ts';
export { impliedVolatility, type ImpliedVolatilityInputs } from '#engine/pricing/implied-vol.ts';
export {
  createGreekColumns,
  type GreekColumns,
  type PriceColumns,
  type RiskColumns,
} from '#engine/pricing/kernel/greek-columns.ts';
export {
  impliedVolatilities,
  type ImpliedVolatilityCounts,
} from '#engine/pricing/kernel/implied-volatilities.ts';
export { pairGreeks } from '#engine/pricing/kernel/pair-greeks.ts';
export {
  createStrikeColumns,
  type ExpiryMarket,
  priceStrikePairs,
  type StrikeColumns,
} from '#engine/pricing/kernel/strike-pairs.ts';
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
