import type { RunListener } from '#engine/verify/run-checks.ts';

/** Which checks are under way, by id, and how many are done. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly underWay: readonly string[];
}

/** `7/23  feed.first-tick, chain.complete` in at most `columns`; what does not fit is counted: `and 3 more`. */
export function progressLine({ done, total, underWay }: Progress, columns: number): string {
  const head = `${done}/${total}  `;
  for (let shown = underWay.length; shown > 0; shown -= 1) {
    const hidden = underWay.length - shown;
    const line = head + underWay.slice(0, shown).join(', ') + (hidden > 0 ? ` and ${hidden} more` : '');
    if (line.length <= columns) return line;
  }
  return (underWay.length > 0 ? `${head}${underWay.length} under way` : head.trimEnd()).slice(0, columns);
}

interface Terminal {
  /** 0 or absent where nobody knows. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** A line of a terminal that tells how far the run is, drawn anew at each step. */
export function showProgress(total: number, terminal: Terminal): RunListener {
  const underWay = new Set<string>();
  let done = 0;
  const draw = (): void => {
    clearProgress(terminal);
    terminal.write(progressLine({ done, total, underWay: [...underWay] }, (terminal.columns || 80) - 1));
  };
  return {
    onStart({ id }) {
      underWay.add(id);
      draw();
    },
    onResult({ id }) {
      underWay.delete(id);
      done += 1;
      draw();
    },
  };
}

/** Takes the line back. */
export function clearProgress(terminal: Terminal): void {
  terminal.write('\r\u001b[K');
}
