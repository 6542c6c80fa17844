/** `PLAN`, a JSON list of places: judges each as a mutant of its own and prints one JSON line for it. A mutant that hangs hangs this program. */
import { judgeMutant } from './judge-mutant.ts';
import type { MutantPlan } from './mutant-plan.ts';

const [plans = '[]'] = process.argv.slice(2);
for (const { id, file, from, to, offset, moments } of JSON.parse(plans) as readonly MutantPlan[]) {
  const change = (source: string): string =>
    source.slice(0, offset) + to + source.slice(offset + from.length);
  const verdict = await judgeMutant({ id, file, change }, moments);
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}
