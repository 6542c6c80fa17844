import { MS_PER_SECOND } from '../market/ist-time.ts';
import type { ExpiryChain } from '../market/option-chain.ts';
import { dhanChainGreeks, dhanGreeks } from '../pricing/dhan-greeks.ts';
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
}

/** A chain's greeks as Dhan publishes them, greeks to five decimals; `revision` counts the changes of the columns. */
export interface ServedGreeks {
  readonly columns: GreekColumns;
  readonly revision: number;
}

/**
 * Greeks beside the chains, worked out when somebody asks and the chain or the spot has changed since: ticks that nobody reads cost nothing. They are as of
 * the second of the chain's last change. A leg's own tick costs that leg; the whole chain is due when the spot moved or another second began.
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

/** NaN differs from every value, so at the first look the whole chain is due. */
function nothingKept(legs: number): KeptGreeks {
  return {
    columns: createGreekColumns(legs),
    revision: 0,
    version: Number.NaN,
    spot: Number.NaN,
    asOfMs: Number.NaN,
    ltp: new Float64Array(legs),
  };
}

function refresh(chain: ExpiryChain, spot: number, kept: KeptGreeks): void {
  const asOfMs = Math.floor(chain.updatedAtMs / MS_PER_SECOND) * MS_PER_SECOND;
  const isAllDue = spot !== kept.spot || asOfMs !== kept.asOfMs;
  kept.version = chain.version;
  kept.spot = spot;
  kept.asOfMs = asOfMs;
  kept.revision += 1;
  if (isAllDue) writeChain(chain, kept);
  else
    for (let leg = 0; leg < kept.ltp.length; leg += 1)
      if (kept.ltp[leg] !== chain.ltp[leg]) writeLeg(chain, leg, kept);
}

function writeChain(chain: ExpiryChain, { columns, spot, asOfMs, ltp }: KeptGreeks): void {
  const { strikes, expiry } = chain;
  dhanChainGreeks({ strikes, ltp: chain.ltp, spot, expiry, nowMs: asOfMs, clock: 'dhan' }, columns);
  for (const column of [columns.delta, columns.gamma, columns.theta, columns.vega]) roundColumn(column);
  ltp.set(chain.ltp);
}

/** To five decimals, as the exchange prints them: a change that nobody would see is none. */
function roundColumn(column: Float64Array): void {
  for (let leg = 0; leg < column.length; leg += 1) column[leg] = Math.round(column[leg]! * 100_000) / 100_000;
}

function writeLeg(chain: ExpiryChain, leg: number, { columns, spot, asOfMs, ltp }: KeptGreeks): void {
  ltp[leg] = chain.ltp[leg]!;
  const greeks = dhanGreeks({
    ltp: ltp[leg],
    spot,
    strike: chain.strikes[leg >>> 1]!,
    optionType: leg % 2 === 0 ? 'CE' : 'PE',
    expiry: chain.expiry,
    nowMs: asOfMs,
    clock: 'dhan',
  });
  columns.impliedVolatility[leg] = greeks.impliedVolatility;
  columns.delta[leg] = greeks.delta;
  columns.gamma[leg] = greeks.gamma;
  columns.theta[leg] = greeks.theta;
  columns.vega[leg] = greeks.vega;
}
