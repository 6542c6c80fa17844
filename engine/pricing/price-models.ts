/** The premium models, by the name users choose them with (`--price-model`). */
import { InvariantError } from '../errors.ts';
import { black76Model } from './black76-model.ts';
import { dhanModel } from './dhan-model.ts';
import { priceModelName } from './price-model.ts';
import type { PriceModel } from './price-model.ts';
import { seedDecayModel } from './seed-decay.ts';

const PRICE_MODELS: readonly PriceModel[] = [black76Model, dhanModel, seedDecayModel];

/** Errors: ConfigError when there is no such model. */
export function priceModelByName(name: string): PriceModel {
  const known = priceModelName(name);
  const model = PRICE_MODELS.find((candidate) => candidate.name === known);
  if (model) return model;
  throw new InvariantError(`price model ${known}: listed by its name, and not made`);
}
