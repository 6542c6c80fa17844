/** Judges mutants in child programs, so that one that hangs or ends its process loses nothing but itself. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { MutantVerdict } from './judge-mutant.ts';
import type { MutantPlan } from './mutant-plan.ts';

const PROGRAM = fileURLToPath(new URL('judge-mutants.ts', import.meta.url));
const JOBS = 2;
/** A sound backend is judged at all moments in a tenth of this; whoever takes longer for one mutant goes round in circles. */
const SILENCE_MS_MAX = 120_000;

/** Verdicts in the order of the plans. */
export async function runMutants(plans: readonly MutantPlan[]): Promise<readonly MutantVerdict[]> {
  const queue = [...plans];
  const verdicts = new Map<string, MutantVerdict>();
  await Promise.all(
    Array.from({ length: JOBS }, async () => {
      for (;;) {
        const share = queue.splice(0, Math.max(1, Math.ceil(queue.length / (2 * JOBS))));
        if (share.length === 0) return;
        for (const verdict of await judged(share)) verdicts.set(verdict.id, verdict);
      }
    }),
  );
  return plans.map(({ id }) => verdicts.get(id)!);
}

/** Goes on behind the mutant that ended the program. */
async function judged(plans: readonly MutantPlan[]): Promise<readonly MutantVerdict[]> {
  const verdicts: MutantVerdict[] = [];
  while (verdicts.length < plans.length) {
    const rest = plans.slice(verdicts.length);
    const { seen, problem } = await judgedByOneProgram(rest);
    verdicts.push(...seen);
    const culprit = rest[seen.length];
    if (culprit) verdicts.push({ id: culprit.id, kind: 'crashed', at: culprit.moments[0]!, problem });
  }
  return verdicts;
}

function judgedByOneProgram(
  plans: readonly MutantPlan[],
): Promise<{ readonly seen: readonly MutantVerdict[]; readonly problem: string }> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROGRAM, JSON.stringify(plans)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const seen: MutantVerdict[] = [];
  let errors = '';
  let hasHung = false;
  const hung = (): void => {
    hasHung = true;
    child.kill('SIGKILL');
  };
  let guard = setTimeout(hung, SILENCE_MS_MAX);
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.push(JSON.parse(line) as MutantVerdict);
    clearTimeout(guard);
    guard = setTimeout(hung, SILENCE_MS_MAX);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(guard);
      resolve({ seen, problem: hasHung ? 'it hangs' : errors.trim() });
    });
  });
}
