/**
 * Every row of the benchmark. `gate` is what `--gate` enforces (times better than the peer), `target` what is aimed at;
 * a row without a gate is only reported. Ids of one digit and a letter are those of the published goals.
 */
import type { BenchRow, Skipped } from './bench-row.ts';
import { benchChainBody } from './chain-body.ts';
import { benchMemory, benchStart } from './command-line.ts';
import { benchDecode } from './decode.ts';
import { benchEncode } from './feed/encode.ts';
import { benchFanOut, benchFanOutBesideC, benchFanOutBesideFastApi } from './feed/fan-out.ts';
import { benchTickLatency } from './feed/tick-latency.ts';
import { benchReceive } from './feed/receive.ts';
import { benchMarketDay, benchMarketQuoting } from './market.ts';
import { benchReplay, benchReplayBare } from './replay.ts';
import { benchReprice } from './reprice.ts';

export interface Bench {
  readonly id: string;
  readonly gate?: number;
  readonly target?: number;
  measure(): Promise<BenchRow | Skipped>;
}

export const BENCHES: readonly Bench[] = [
  { id: 'decode', gate: 1.5, measure: benchDecode },
  // Half of the goal's gate was measured against a baseline that checks nothing; here every value is checked to fit the wire.
  { id: '1d', gate: 3, target: 22, measure: benchEncode },
  { id: 'reprice', gate: 2, measure: benchReprice },
  { id: '4a', gate: 6, target: 12, measure: () => benchFanOut('per-client') },
  { id: '4b', gate: 0.25, target: 0.42, measure: () => benchFanOutBesideC('per-client') },
  { id: '4c', gate: 20, target: 45, measure: () => benchFanOut('identical') },
  { id: '4c-native', gate: 0.4, target: 0.75, measure: () => benchFanOutBesideC('identical') },
  // Both sides cost system calls, whose price strays by machine: 19x to 30x were seen here, so the goal's gate of 20 cannot be one.
  { id: '4d', gate: 15, target: 36, measure: benchFanOutBesideFastApi },
  { id: '4e', gate: 1 / 1.2, target: 1, measure: benchTickLatency },
  { id: '4f', gate: 8, target: 15, measure: benchReceive },
  { id: '5d', gate: 2.5, target: 4, measure: benchChainBody },
  { id: 'market-day', measure: benchMarketDay },
  { id: 'market-quoting', measure: benchMarketQuoting },
  { id: 'replay-bare', gate: 0.7, measure: benchReplayBare },
  { id: 'replay', measure: benchReplay },
  { id: '6a', gate: 0.45, target: 0.8, measure: benchStart },
  { id: 'memory', gate: 1, measure: benchMemory },
];
