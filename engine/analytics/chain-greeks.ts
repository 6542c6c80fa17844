import { MS_PER_SECOND } from '../market/ist-time.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { dhanChainGreeks } from '../pricing/dhan-greeks.ts';
import { createGreekColumns } from '../pricing/kernel/greek-columns.ts';
import type { GreekColumns } from '../pricing/kernel/greek-columns.ts';

/** The columns of one chain and what they were worked out from. */
interface KeptGreeks {
  readonly columns: GreekColumns;
  revision: number;
  version: number;
  spot: number;
  /** The second that all of them are as of, epoch ms. */
  asOfMs: number;
  /** Per leg, rupees. */
  readonly ltp: Float64Array;
  /** Per leg: 1 where the figures are to be worked out. */
  readonly due: Uint8Array;
}

/** A chain's greeks as Dhan publishes them, greeks to five decimals; `revision` counts the changes of the columns. */
export interface ServedGreeks {
  readonly columns: GreekColumns;
  readonly revision: number;
}

/**
 * Greeks beside the chains, worked out when somebody asks and the chain or the spot has changed since: ticks that nobody reads cost nothing. A leg's own
 * tick costs that leg; the whole chain is due when the spot moved or the chain's last change came in another second, which is the moment they are as of.
 */
export class ChainGreeks {
  readonly #kept = new WeakMap<ExpiryChain, KeptGreeks>();

  /** `spot` in rupees, 0 while it is not known: then all figures are 0. */
  of(chain: ExpiryChain, spot: number): ServedGreeks {
    let kept = this.#kept.get(chain);
    if (!kept) {
      kept = nothingKept(chain.ltp.length);
      this.#kept.set(chain, kept);
    }
    if (kept.version !== chain.version || kept.spot !== spot) refresh(chain, spot, kept);
    return kept;
  }
}

/** NaN differs from every value, so the first look finds all legs changed. */
function nothingKept(legs: number): KeptGreeks {
  return {
    columns: createGreekColumns(legs),
    revision: 0,
    version: Number.NaN,
    spot: Number.NaN,
    asOfMs: Number.NaN,
    ltp: new Float64Array(legs).fill(Number.NaN),
    due: new Uint8Array(legs),
  };
}

function refresh(chain: ExpiryChain, spot: number, kept: KeptGreeks): void {
  const { columns, ltp, due } = kept;
  const asOfMs = Math.floor(chain.updatedAtMs / MS_PER_SECOND) * MS_PER_SECOND;
  const isAllDue = spot !== kept.spot || asOfMs !== kept.asOfMs;
  kept.version = chain.version;
  kept.spot = spot;
  kept.asOfMs = asOfMs;
  for (let leg = 0; leg < ltp.length; leg += 1) {
    due[leg] = isAllDue || ltp[leg] !== chain.ltp[leg] ? 1 : 0;
    ltp[leg] = chain.ltp[leg]!;
  }
  const { strikes, expiry } = chain;
  dhanChainGreeks({ strikes, ltp, spot, expiry, nowMs: asOfMs, clock: 'dhan', due }, columns);
  for (const column of [columns.delta, columns.gamma, columns.theta, columns.vega]) roundDue(column, due);
  kept.revision += 1;
}

/** To five decimals, as the exchange prints them: a change that nobody would see is none. */
function roundDue(column: Float64Array, due: Uint8Array): void {
  for (let leg = 0; leg < due.length; leg += 1)
    if (due[leg] === 1) column[leg] = Math.round(column[leg]! * 100_000) / 100_000;
}
