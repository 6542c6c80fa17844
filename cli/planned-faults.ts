/** What became of a scenario's planned faults: a run in which one never struck has not rehearsed what it says. */
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { istTimeOfDay } from '#engine/market/ist-time.ts';
import type { ReplayCheck } from '#engine/replay/replay-facts.ts';
import type { FaultPlan, FaultState } from '#mock-dhan/faults/fault-plan.ts';

/** One check `fault.<id>` per planned fault. */
export function faultChecks(faults: FaultPlan): ReplayCheck[] {
  return faults.states().map((state) => ({
    id: `fault.${state.fault.id}`,
    status: state.strikes > 0 ? 'pass' : 'fail',
    expected: `the planned fault (${state.fault.kind}) strikes ${windowOf(state.fault)}`,
    observed:
      state.firstAtMs === undefined
        ? 'it never struck'
        : `struck ${state.strikes} times, first at ${istTimeOfDay(state.firstAtMs)}`,
    remedy: state.strikes > 0 ? '' : reasonOf(state),
  }));
}

function windowOf({ from, until }: PlannedFault): string {
  if (from === undefined) return until === undefined ? 'at any time' : `before ${until}`;
  return until === undefined ? `from ${from} on` : `from ${from} until ${until}`;
}

function reasonOf({ fault }: FaultState): string {
  const rest = 'in that time. Move from and until, or plan what brings the client there.';
  switch (fault.kind) {
    case 'answer':
      return `No client called ${fault.routes.join(', ')} ${rest}`;
    case 'refuse-upgrade':
      return `No client connected to ${fault.feed ?? 'any feed'} ${rest}`;
    case 'mute':
      return `No client was connected to ${fault.feed ?? 'any feed'} ${rest}`;
    case 'disconnect':
      return `No client was connected to ${fault.feed} then. Move from, or plan what brings the client there.`;
    case 'empty-expiry-list':
      return `No client asked for an expiry list of ${fault.underlyings.join(', ')} ${rest}`;
  }
}
