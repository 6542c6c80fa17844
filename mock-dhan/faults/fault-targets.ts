/** What the faults of an exchange may name: its routes, its instruments, the columns of its masters. */
import { ScenarioError } from '#engine/errors.ts';
import { ORDER_FAULTS } from '#engine/faults/order-fault.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { UNDERLYINGS } from '#engine/market/instrument.ts';
import { masterColumns } from '#engine/wire/scrip-master.ts';
import { ROUTES, routeKey } from '../rest/route-table.ts';
import type { Universe } from '../world/universe.ts';
import { namedInstrument } from './aimed-instruments.ts';

/** What the faults of one exchange can be aimed at. */
export interface FaultTargets {
  /** The number of an instrument (as instrumentNumber counts it) by the name that a fault has for it; undefined when it is not there. */
  instrumentNumber(name: string): number | undefined;
  /** Indices that are there. */
  readonly symbols: readonly string[];
  /** Errors: ScenarioError for a fault that this kind of exchange cannot act out. */
  assertPossible(fault: PlannedFault): void;
}

/** Those of a simulated exchange: what it lists. */
export function listedTargets(universe: Universe): FaultTargets {
  return {
    instrumentNumber: (name) =>
      namedInstrument(name, {
        hasIndex: (symbol) => universe.underlyingIndex(symbol) >= 0,
        has: (segment, securityId) => universe.indexOf(segment, securityId) >= 0,
      }),
    symbols: universe.underlyings.map(({ symbol }) => symbol),
    assertPossible() {},
  };
}

/** Those of a recorded exchange. What a recording will tell of is known when it has been played, so every instrument counts as listed. */
export const RECORDED_TARGETS: FaultTargets = {
  instrumentNumber: (name) => namedInstrument(name, { hasIndex: () => true, has: () => true }),
  symbols: UNDERLYINGS.map(({ symbol }) => symbol),
  assertPossible({ id, kind }) {
    if (ORDER_FAULTS.has(kind))
      throw new ScenarioError(
        `fault ${id}: expected an exchange that takes orders for ${kind}, was a recorded one. Serve a scenario for it.`,
      );
    if (kind !== 'token-rollover' && kind !== 'data-plan-lapse') return;
    throw new ScenarioError(
      `fault ${id}: expected an exchange with accounts for ${kind}, was a recorded one, where any login is good. ` +
        'Serve a scenario for it, or end the sessions with disconnect.',
    );
  },
};

/** Errors: ScenarioError for a route, an instrument or a column that the exchange does not have, or a fault that it cannot act out. */
export function assertKnownTargets(fault: PlannedFault, targets: FaultTargets): void {
  targets.assertPossible(fault);
  if ('routes' in fault) assertKnownRoutes(fault.id, fault.routes);
  if ('instruments' in fault && fault.instruments)
    assertKnownInstruments(fault.id, fault.instruments, targets);
  if ('columns' in fault) assertKnownColumns(fault.id, fault.columns);
}

function assertKnownRoutes(id: string, routes: readonly string[]): void {
  const known = ROUTES.map(routeKey);
  const unknown = routes.find((route) => route !== '*' && !known.includes(route));
  if (unknown === undefined) return;
  throw new ScenarioError(
    `fault ${id}: expected routes of the exchange or "*", was "${unknown}". docs/coverage.md lists them.`,
  );
}

function assertKnownInstruments(id: string, names: readonly string[], targets: FaultTargets): void {
  const unknown = names.find((name) => targets.instrumentNumber(name) === undefined);
  if (unknown === undefined) return;
  throw new ScenarioError(
    `fault ${id}: expected instruments that the exchange lists, was "${unknown}". ` +
      `Name an index (${targets.symbols.join(', ')}) by its symbol, any other as SEGMENT:ID from the scrip master.`,
  );
}

function assertKnownColumns(id: string, columns: readonly string[]): void {
  const known = masterColumns();
  const unknown = columns.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new ScenarioError(
    `fault ${id}: expected columns of a scrip master, was "${unknown}". Compare with the first line of the master.`,
  );
}
