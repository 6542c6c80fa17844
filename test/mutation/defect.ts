/** One planted mistake: a text of one source file and what a developer might have written in its place. */
import { readFileSync } from 'node:fs';
import type { MomentId } from './moments.ts';

export interface PlantedDefect {
  readonly id: string;
  /** Below the repository's root. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly from: string;
  readonly to: string;
  /** What the developer thought or forgot, and where it was seen: a seed requirement (I10) or a thread. */
  readonly why: string;
  /** The moment that shows it; the others are tried when it does not. */
  readonly at: MomentId;
  /** Checks that must fail or warn there, stated by hand. `[]`: verify is blind to it, `survives` says why. */
  readonly killedBy: readonly string[];
  readonly survives?: string;
}

/** The repository's root. */
export const ROOT = new URL('../../', import.meta.url);

/** The file with the defect in it. Errors: Error when the text is not there exactly once. */
export function plant(
  source: string,
  { id, file, from, to }: Pick<PlantedDefect, 'id' | 'file' | 'from' | 'to'>,
): string {
  const parts = source.split(from);
  if (parts.length !== 2)
    throw new Error(
      `defect ${id}: expected its text once in ${file}, was ${parts.length - 1} times. Correct "from" to the present source.`,
    );
  return parts.join(to);
}

export function sourceOf(file: string): string {
  return readFileSync(new URL(file, ROOT), 'utf8');
}
