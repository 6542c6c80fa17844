import { ScenarioError } from '#engine/errors.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { masterColumns } from '#engine/wire/scrip-master.ts';
import { ROUTES, routeKey } from '../rest/route-table.ts';
import type { Universe } from '../world/universe.ts';
import { namedInstrument } from './aimed-instruments.ts';

/** Errors: ScenarioError for a route, an instrument or a column that the exchange does not have. */
export function assertKnownTargets(fault: PlannedFault, universe: Universe): void {
  if ('routes' in fault) assertKnownRoutes(fault.id, fault.routes);
  if ('instruments' in fault && fault.instruments)
    assertKnownInstruments(fault.id, fault.instruments, universe);
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

function assertKnownInstruments(id: string, names: readonly string[], universe: Universe): void {
  const unknown = names.find((name) => namedInstrument(name, universe) === undefined);
  if (unknown === undefined) return;
  const listed = universe.underlyings.map(({ symbol }) => symbol).join(', ');
  throw new ScenarioError(
    `fault ${id}: expected instruments that this scenario lists, was "${unknown}". ` +
      `Name an index (${listed}) by its symbol, any other as SEGMENT:ID from the scrip master.`,
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
