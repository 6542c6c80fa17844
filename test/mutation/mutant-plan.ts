import { plant, sourceOf } from './defect.ts';
import type { PlantedDefect } from './defect.ts';
import { MOMENTS } from './moments.ts';
import type { MomentId } from './moments.ts';

/** One change of one file, and when it is looked for. */
export interface MutantPlan {
  readonly id: string;
  readonly file: string;
  /** Where in the file `from` stands, in characters. */
  readonly offset: number;
  readonly from: string;
  readonly to: string;
  readonly moments: readonly MomentId[];
}

/** Every moment, the one that is named first. */
function momentsFrom(first: MomentId): readonly MomentId[] {
  const all = Object.keys(MOMENTS) as MomentId[];
  return [first, ...all.filter((id) => id !== first)];
}

/** Errors: Error when the defect's text is not in its file exactly once. */
export function planOf(defect: PlantedDefect): MutantPlan {
  const { id, file, from, to, at } = defect;
  const source = sourceOf(file);
  plant(source, defect);
  return { id, file, from, to, offset: source.indexOf(from), moments: momentsFrom(at) };
}
