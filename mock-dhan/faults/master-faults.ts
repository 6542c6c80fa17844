import type { FaultPlan } from './fault-plan.ts';

/** A scrip master as it is told while faults are planned for it. */
export function masterAsTold(csv: string, faults: FaultPlan): string {
  const stub = faults.strike('stub-master', () => true);
  const told = stub ? firstRows(csv, stub.rows) : csv;
  const header = told.slice(0, told.indexOf('\n')).split(',');
  const blank = faults.strike('blank-master', ({ columns }) => columns.some((name) => header.includes(name)));
  return blank ? withoutColumns(told, header, new Set(blank.columns)) : told;
}

function firstRows(csv: string, rows: number): string {
  return `${csv
    .split('\n')
    .slice(0, 1 + rows)
    .join('\n')}\n`;
}

/** The exchange's masters quote nothing, so that a comma always ends a field. */
function withoutColumns(csv: string, header: readonly string[], blank: ReadonlySet<string>): string {
  const [first = '', ...rows] = csv.split('\n');
  const emptied = rows.map((row) =>
    row
      .split(',')
      .map((value, position) => (blank.has(header[position] ?? '') ? '' : value))
      .join(','),
  );
  return [first, ...emptied].join('\n');
}
