/** Every row of the long-running proofs. */
import { sustainedFeed } from './feed/sustained-feed.ts';
import type { Proof } from './soak-report.ts';

export interface Soak extends Proof {
  readonly id: string;
}

export const SOAKS: readonly Soak[] = [{ id: 'feed', ...sustainedFeed }];
