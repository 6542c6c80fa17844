/**
 * Two price models on the same day: at own ticks of a leg, how far each was from the price that the tick told, just before it and as of some minutes before.
 */
import type { ExpiryChain } from '../market/option-chain.ts';
import type { PriceModel, PriceModelName } from '../pricing/price-model.ts';
import { ComparedChain, HORIZON_MINUTES } from './compared-chain.ts';
import type { MissSink, ModelMisses } from './compared-chain.ts';
import { ErrorSamples } from './error-samples.ts';
import type { MedianMiss } from './error-samples.ts';
import { BUCKET_NAMES } from './moneyness-buckets.ts';

/** Median misses of one expiry's legs, by how old the knowledge was and where the strike stood then. */
export interface ModelErrorRow {
  readonly underlying: string;
  readonly expiry: string;
  /** 0: just before the tick. Else what the model makes of the leg from what it knew so many minutes before and the underlying's present price. */
  readonly horizonMinutes: number;
  readonly bucket: string;
  /** Ticks judged. */
  readonly count: number;
  /** In the order of `models`. */
  readonly misses: readonly [MedianMiss, MedianMiss];
  /** Of the leg's own last price, unrepriced. */
  readonly stale: MedianMiss;
}

/** What a comparison found. */
export interface ModelErrors {
  readonly models: readonly [PriceModelName, PriceModelName];
  readonly rows: readonly ModelErrorRow[];
}

interface Cell {
  readonly underlying: string;
  readonly expiry: string;
  readonly samples: ErrorSamples;
}

/** Lives for one run. */
export class ModelComparison {
  readonly #models: readonly [PriceModel, PriceModel];
  /** By expiry, horizon and bucket. */
  readonly #cells = new Map<string, Cell>();

  constructor(models: readonly [PriceModel, PriceModel]) {
    this.#models = models;
  }

  /** The first model, for the engine to price with; the second is told the same in its shade. */
  get model(): PriceModel {
    const { name } = this.#models[0];
    return {
      name,
      createPricer: (chain) => new ComparedChain(chain, this.#models, this.#sinkOf(chain)),
    };
  }

  /** By underlying and expiry in the order of their names, then by horizon, then from in to out of the money. */
  errors(): ModelErrors {
    const rows = [...this.#cells]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { underlying, expiry, samples }]): ModelErrorRow => {
        const [horizon, bucket] = key.split(' ').slice(2).map(Number) as [number, number];
        return {
          underlying,
          expiry,
          horizonMinutes: HORIZON_MINUTES[horizon]!,
          bucket: BUCKET_NAMES[bucket]!,
          count: samples.count,
          misses: [samples.median(0), samples.median(1)],
          stale: samples.median(2),
        };
      });
    return { models: [this.#models[0].name, this.#models[1].name], rows };
  }

  #sinkOf({ underlying, expiry }: ExpiryChain): MissSink {
    return ({ horizon, bucket, price, misses }: ModelMisses) => {
      const key = `${underlying} ${expiry} ${horizon} ${bucket}`;
      let cell = this.#cells.get(key);
      if (!cell) {
        cell = { underlying, expiry, samples: new ErrorSamples(misses.length) };
        this.#cells.set(key, cell);
      }
      cell.samples.add(price, misses);
    };
  }
}
