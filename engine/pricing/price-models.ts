/** The premium models, by the name users choose them with (`--price-model`). */
import { ConfigError } from '../errors.ts';
import { black76Model } from './black76-model.ts';
import { dhanModel } from './dhan-model.ts';
import { PRICE_MODEL_NAMES } from './price-model.ts';
import type { PriceModel } from './price-model.ts';
import { seedDecayModel } from './seed-decay.ts';

const PRICE_MODELS: readonly PriceModel[] = [black76Model, dhanModel, seedDecayModel];

/** Throws ConfigError when there is no such model. */
export function priceModelByName(name: string): PriceModel {
  const model = PRICE_MODELS.find((candidate) => candidate.name === name);
  if (model) return model;
  const known = PRICE_MODEL_NAMES.join(', ');
  throw new ConfigError(
    `price model not found: expected one of ${known}, was "${name}". Choose a listed one.`,
  );
}
