/**
 * `npm run soak [-- IDS...] [--share 0.1]`: what must hold for a long time, held for that long or a share of it. Ends with 1 when a proof
 * fails and with 2 when it was asked for wrongly. Rates, latencies and CPU shares are printed and never asserted.
 */
import { parseArgs } from 'node:util';
import type { SoakReport } from './soak-report.ts';
import { SOAKS } from './soak-table.ts';
import type { Soak } from './soak-table.ts';

const { share, chosen } = readArguments();
const failed: string[] = [];
for (const soak of chosen) {
  console.log(`${soak.id.padEnd(14)} ${soak.what}`);
  const { lines, failures } = await proved(soak);
  for (const line of lines) console.log(`    ${line}`);
  for (const failure of failures) console.error(`soak: ${soak.id}: ${failure}`);
  if (failures.length > 0) failed.push(soak.id);
}
console.log(`soak: ${chosen.map(({ id }) => `${id} ${failed.includes(id) ? 'FAILED' : 'ok'}`).join(', ')}`);
if (failed.length > 0) process.exitCode = 1;

function readArguments(): { readonly share: number; readonly chosen: readonly Soak[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { share: { type: 'string', default: '1' } },
    });
    return { share: shareOf(values.share), chosen: rowsOf(positionals) };
  } catch (error) {
    console.error(`soak: ${(error as Error).message}`);
    process.exit(2);
  }
}

function shareOf(text: string): number {
  const share = text.trim() === '' ? Number.NaN : Number(text);
  if (share > 0 && share <= 1) return share;
  throw new Error(`--share: expected a number above 0 and at most 1, was "${text}"`);
}

function rowsOf(ids: readonly string[]): readonly Soak[] {
  const unknown = ids.filter((id) => !SOAKS.some((soak) => soak.id === id));
  if (unknown.length > 0)
    throw new Error(`no row ${unknown.join(', ')}: expected some of ${SOAKS.map(({ id }) => id).join(' ')}`);
  return ids.length > 0 ? SOAKS.filter(({ id }) => ids.includes(id)) : SOAKS;
}

/** A proof whose programs could not run to their end has failed like any other. */
async function proved(soak: Soak): Promise<SoakReport> {
  try {
    return await soak.prove(share);
  } catch (error) {
    return { lines: [], failures: [`expected to run to its end, did not: ${(error as Error).message}`] };
  }
}
