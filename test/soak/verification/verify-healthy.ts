/** `FIRST STEP COUNT`: verifies healthy runs FIRST, FIRST + STEP, ... below COUNT and prints one JSON line each: the checks that did not pass. */
import { parseWireProfile } from '#engine/wire/wire-profile.ts';
import { rehearsalPlan, rehearseAndVerify } from '#cli/verify/rehearsed-verification.ts';
import { healthyRun } from './healthy-moments.ts';

const [first = 0, step = 1, count = 0] = process.argv.slice(2).map(Number);
const wire = parseWireProfile('observed');
for (let index = first; index < count; index += step) {
  const { moment, cadenceMs, seed } = healthyRun(index);
  const flags = {
    scenario: moment.scenario,
    at: moment.at,
    seed,
    wire: { ...wire, cadenceMs },
    timeout: 15_000,
  };
  const { checks } = await rehearseAndVerify(flags, rehearsalPlan(moment.scenario));
  const alarms = checks
    .filter(({ status }) => status !== 'pass' && status !== 'skip')
    .map(({ id, status, observed }) => `${id} ${status}: ${observed}`);
  const passed = checks.filter(({ status }) => status === 'pass').length;
  console.log(JSON.stringify({ index, alarms, passed }));
}
