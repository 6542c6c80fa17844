/** What became of a scenario's planned faults: a run in which one never struck has not rehearsed what it says. */
import { isMomentFault } from '#engine/faults/moment-fault.ts';
import { ORDER_FAULTS } from '#engine/faults/order-fault.ts';
import type { OrderFault } from '#engine/faults/order-fault.ts';
import type { PacketFault } from '#engine/faults/packet-fault.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { istTimeOfDay } from '#engine/market/ist-time.ts';
import type { ReplayCheck } from '#engine/replay/replay-facts.ts';
import type { FaultPlan, FaultState } from '#mock-dhan/faults/fault-plan.ts';

/** One check `fault.<id>` per planned fault. `takesOrders`: whether somebody may place orders; where nobody does, drills of orders are skipped. */
export function faultChecks(
  faults: Pick<FaultPlan, 'states'>,
  { takesOrders }: { readonly takesOrders: boolean } = { takesOrders: true },
): ReplayCheck[] {
  return faults.states().map((state) => {
    if (!takesOrders && ORDER_FAULTS.has(state.fault.kind)) return drillForClients(state);
    const isMet = state.isRecorded || state.strikes > 0;
    return {
      id: `fault.${state.fault.id}`,
      status: isMet ? 'pass' : 'fail',
      expected: `the planned fault (${state.fault.kind}) strikes ${windowOf(state.fault)}`,
      observed: strikesOf(state),
      remedy: isMet ? '' : reasonOf(state),
    };
  });
}

function drillForClients({ fault: { id, kind } }: FaultState): ReplayCheck {
  return {
    id: `fault.${id}`,
    status: 'skip',
    expected: `a client that places orders (${kind})`,
    observed: 'the reference backend, which places none',
    remedy: 'Play it with preopen run -- COMMAND, or preopen serve --judge.',
  };
}

function strikesOf({ isRecorded, strikes, firstAtMs }: FaultState): string {
  if (isRecorded) return 'the recording was made with it';
  if (firstAtMs === undefined) return 'it never struck';
  return `struck ${strikes} times, first at ${istTimeOfDay(firstAtMs)}`;
}

function windowOf(fault: PlannedFault): string {
  const { from, until } = fault;
  if (fault.after ?? fault.when) return `after ${JSON.stringify(fault.after ?? fault.when)}`;
  if (from === undefined) return until === undefined ? 'at any time' : `before ${until}`;
  if (isMomentFault(fault)) return `at ${from}`;
  return until === undefined ? `from ${from} on` : `from ${from} until ${until}`;
}

function reasonOf(state: FaultState): string {
  const { fault } = state;
  const spared =
    'probability' in fault && fault.probability < 1
      ? `, or chance spared them all (probability ${fault.probability})`
      : '';
  const client =
    'clientId' in fault && fault.clientId !== undefined ? `client ${fault.clientId}` : 'any client';
  if (state.fromMs === Infinity)
    return `What it waits for never came: ${JSON.stringify(fault.after ?? fault.when)}. Plan what brings it about.`;
  return `Nothing to strike: expected ${client} ${occasionOf(fault)}${spared}. Move the fault's time, or plan what brings the client there.`;
}

/** What a client must have done for the fault to strike. */
function occasionOf(fault: PlannedFault): string {
  switch (fault.kind) {
    case 'refuse-upgrade':
      return `to connect to ${fault.feed ?? 'any feed'} in that time`;
    case 'mute':
      return `to be connected to ${fault.feed ?? 'any market feed'} in that time`;
    case 'disconnect':
    case 'evict':
      return `to be connected to ${fault.feed} then`;
    case 'reset':
    case 'fin':
    case 'half-open':
    case 'slow-close':
      return `to be connected to ${fault.feed ?? 'any feed'} then`;
    case 'split-frames':
    case 'feed-latency':
    case 'bandwidth':
      return `to be sent something on ${fault.feed ?? 'any feed'} in that time`;
    case 'coalesce-frames':
      return `to be sent several messages at once on ${fault.feed ?? 'any feed'} in that time`;
    case 'token-rollover':
      return 'to be connected then, or to use the dead token later';
    case 'data-plan-lapse':
      return 'to be connected to a market feed then, or to ask for data later';
    case 'answer':
    case 'slow-answer':
      return `to call ${fault.routes.join(', ')} in that time`;
    case 'stub-master':
      return 'to fetch a scrip master in that time';
    case 'blank-master':
      return `to fetch a scrip master with ${fault.columns.join(', ')} in that time`;
    case 'zero-chain':
    case 'null-legs':
      return `to ask for an option chain of ${fault.underlyings.join(', ')} in that time`;
    case 'empty-expiry-list':
    case 'wrong-expiry-list':
      return `to ask for an expiry list of ${fault.underlyings.join(', ')} in that time`;
    case 'stale-time':
      return `to be sent ${packetsOf(fault)} on the live feed, or to ask for their quotes, in that time`;
    case 'fill-in-parts':
    case 'reject-order':
    case 'hold-in-transit':
      return `to place ${ordersOf(fault)} in that time`;
    case 'late-order-update':
    case 'repeated-order-update':
    case 'missing-order-update':
    case 'missing-postback':
      return `to have ${ordersOf(fault)} change in that time`;
    case 'clock-skew':
      return 'to call a route or to be sent a trade time in that time';
    default:
      return `to be sent ${packetsOf(fault)} on ${fault.feed ?? 'a market feed'} in that time`;
  }
}

function ordersOf({ correlationPrefix }: OrderFault): string {
  return correlationPrefix === undefined
    ? 'an order'
    : `an order whose correlation id begins with "${correlationPrefix}"`;
}

/** The packets that a fault of single packets may strike. */
function packetsOf({ kind, instruments, segment }: PacketFault): string {
  const which = instruments?.join(', ') ?? segment ?? 'any instrument';
  switch (kind) {
    case 'freeze-price':
    case 'stale-time':
      return `packets of ${which} that move`;
    case 'wrong-segment':
      return `packets of ${which} that are of another segment`;
    default:
      return `packets of ${which}`;
  }
}
