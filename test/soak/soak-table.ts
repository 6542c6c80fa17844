import { sustainedFeed } from './feed/sustained-feed.ts';
import { recordedDay } from './recording/recorded-day.ts';
import { sustainedRecording } from './recording/sustained-recording.ts';
import type { Proof } from './soak-report.ts';
import { tenMinutesPaced } from './ten-minutes-paced.ts';
import { falseAlarms } from './verification/false-alarms.ts';
import { mutants } from './verification/mutants.ts';
import { thousandSeeds } from './thousand-seeds.ts';

/** A proof and the name it is asked for by. */
export interface Soak extends Proof {
  readonly id: string;
}

/** Every row of the long-running proofs. */
export const SOAKS: readonly Soak[] = [
  { id: 'feed', ...sustainedFeed },
  { id: 'seeds', ...thousandSeeds },
  { id: 'false-alarms', ...falseAlarms },
  { id: 'mutants', ...mutants },
  { id: 'recording', ...sustainedRecording },
  { id: 'recorded-day', ...recordedDay },
  { id: 'pacing', ...tenMinutesPaced },
];
