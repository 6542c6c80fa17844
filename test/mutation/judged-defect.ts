import type { PlantedDefect } from './defect.ts';
import type { MutantVerdict } from './judge-mutant.ts';

/** A planted defect beside what became of it. */
export interface JudgedDefect {
  readonly verdict: MutantVerdict;
  /** For a table. */
  readonly line: string;
  /** Undefined when it went as the defect says. */
  readonly problem: string | undefined;
}

/** Holds the verdict against the checks, and the moment, that the defect names. */
export function judged(defect: PlantedDefect, verdict: MutantVerdict): JudgedDefect {
  const { id, survives } = defect;
  const reason = verdict.kind === 'survived' && survives !== undefined ? `: ${survives}` : '';
  const line = `${id.padEnd(38)} ${spokenVerdict(verdict)}${reason}`;
  return {
    verdict,
    line,
    problem: isAsStated(defect, verdict)
      ? undefined
      : `${id}: expected ${spokenStatement(defect)}, was ${spokenVerdict(verdict)}`,
  };
}

/** `after-a-drop: backend.health, backend.moves`. */
export function spokenVerdict(verdict: MutantVerdict): string {
  switch (verdict.kind) {
    case 'killed': {
      const green = verdict.green.length === 0 ? '' : `; not ${verdict.green.join(', ')}`;
      return `${verdict.at}: ${verdict.red.join(', ') || 'nothing'}${green}`;
    }
    case 'crashed':
      return `${verdict.at}: ended with ${verdict.problem}`;
    case 'survived':
      return 'SURVIVED';
  }
}

function isAsStated({ at, killedBy, survives }: PlantedDefect, verdict: MutantVerdict): boolean {
  if (verdict.kind === 'survived') return survives !== undefined;
  if (verdict.kind === 'crashed' || survives !== undefined) return false;
  return verdict.at === at && killedBy.length > 0 && killedBy.every((check) => verdict.red.includes(check));
}

function spokenStatement({ at, killedBy, survives }: PlantedDefect): string {
  return survives === undefined ? `${at}: ${killedBy.join(', ')}` : 'that it survives';
}
