import type { PlantedDefect } from './defect.ts';
import { API_DEFECTS } from './defects/api-defects.ts';
import { FEED_DEFECTS } from './defects/feed-defects.ts';
import { PRICE_DEFECTS } from './defects/price-defects.ts';
import { START_DEFECTS } from './defects/start-defects.ts';

/** Every planted defect, in the order of their report. */
export const PLANTED_DEFECTS: readonly PlantedDefect[] = [
  ...START_DEFECTS,
  ...FEED_DEFECTS,
  ...PRICE_DEFECTS,
  ...API_DEFECTS,
];
