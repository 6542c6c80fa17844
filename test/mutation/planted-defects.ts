import type { PlantedDefect } from './defect.ts';
import { ANALYTICS_DEFECTS } from './defects/analytics-defects.ts';
import { API_DEFECTS } from './defects/api-defects.ts';
import { FEED_DEFECTS } from './defects/feed-defects.ts';
import { PRICE_DEFECTS } from './defects/price-defects.ts';
import { START_DEFECTS } from './defects/start-defects.ts';
import { TICK_DEFECTS } from './defects/tick-defects.ts';

/** Every planted defect, in the order of their report. A sample of them is drawn by a seed along this order: new ones go to the end. */
export const PLANTED_DEFECTS: readonly PlantedDefect[] = [
  ...START_DEFECTS,
  ...FEED_DEFECTS,
  ...TICK_DEFECTS,
  ...PRICE_DEFECTS,
  ...API_DEFECTS,
  ...ANALYTICS_DEFECTS,
];
