/** The premium models, by the name users choose them with (`--price-model`). */
import { ConfigError } from '../errors.ts';
import { black76Model } from './black76-model.ts';
import type { PriceModel, PriceModelName } from './price-model.ts';
import { seedDecayModel } from './seed-decay.ts';

const PRICE_MODELS: readonly PriceModel[] = [black76Model, seedDecayModel];

/** Names that `priceModelByName` accepts, the default first. */
export const PRICE_MODEL_NAMES: readonly PriceModelName[] = PRICE_MODELS.map((model) => model.name);

/** Throws ConfigError when there is no such model. */
export function priceModelByName(name: string): PriceModel {
  const model = PRICE_MODELS.find((candidate) => candidate.name === name);
  if (model) return model;
  const known = PRICE_MODEL_NAMES.join(', ');
  throw new ConfigError(
    `price model not found: expected one of ${known}, was "${name}". Choose a listed one.`,
  );
}
