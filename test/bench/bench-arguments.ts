/** What the benchmark was asked for on the command line. */
import { parseArgs } from 'node:util';
import { ConfigError } from '#engine/errors.ts';
import { BENCHES } from './bench-table.ts';
import type { Bench } from './bench-table.ts';

/** Printed by `--help`. */
export const USAGE = `npm run bench [-- IDS...] [--gate] [--json FILE] [--against FILE]
Measures each row beside its peer, in one run, and compares the results of both sides. A peer that is not installed prints "skipped".

  --gate          only the rows that have a gate (or IDS); a row below its gate is measured again, at most twice
  --json FILE     writes every row with the machine and the commit, anew after each row
  --against FILE  shows beside each row its ratio in a report of --json, and says better or worse where the bands lowest..highest of the
                  two runs are apart; a row that is worse is measured again, at most twice
  --help          this text

Exit codes: 0 measured; 1 a row stayed below its gate (--gate) or worse than before (--against), or computed something wrong;
2 asked for wrongly, or FILE is no report of the benchmark.

Rows: ${BENCHES.map(({ id }) => id).join(' ')}`;

/** What to measure and what to do with it. */
export interface BenchArguments {
  readonly chosen: readonly Bench[];
  readonly isGated: boolean;
  readonly json: string | undefined;
  readonly against: string | undefined;
  readonly isHelp: boolean;
}

/** Errors: ConfigError for a flag or a row that does not exist. */
export function benchArguments(words: readonly string[]): BenchArguments {
  const { values, positionals } = parsed(words);
  const unknown = positionals.filter((id) => !BENCHES.some((bench) => bench.id === id));
  if (unknown.length > 0)
    throw new ConfigError(
      `no row ${unknown.join(', ')}: expected some of ${BENCHES.map(({ id }) => id).join(' ')}`,
    );
  const chosen = BENCHES.filter(({ id, gate }) =>
    positionals.length > 0 ? positionals.includes(id) : !values.gate || gate !== undefined,
  );
  const { gate: isGated, json, against, help: isHelp } = values;
  return { chosen, isGated, json, against, isHelp };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        gate: { type: 'boolean', default: false },
        json: { type: 'string' },
        against: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new ConfigError(`${reason} See npm run bench -- --help`, { cause });
  }
}
