import type { Clock } from '../../ports.ts';
import type { Probes } from '../../verify/declared/declared-check.ts';
import { commandProbe } from './command-probe.ts';
import { createFileProbe } from './file-probe.ts';
import { readLogLines } from './log-probe.ts';
import { portProbe } from './port-probe.ts';
import { processProbe } from './process-probe.ts';
import { createRedisProbe } from './redis-probe.ts';
import { createSqlProbe } from './sql-probe.ts';

/** What stands beside a backend. */
export type ServiceProbes = Pick<Probes, 'redis' | 'sql' | 'process' | 'port' | 'command' | 'log' | 'file'>;

/** The probes of what stands beside a backend: Redis, databases, and this machine. Ages are counted on `clock`. */
export function serviceProbes(clock: Clock): ServiceProbes {
  return {
    redis: createRedisProbe(clock),
    sql: createSqlProbe(clock),
    process: processProbe,
    port: portProbe,
    command: commandProbe,
    log: { lines: async (source) => ({ lines: await readLogLines(source), nowMs: clock.nowMs() }) },
    file: createFileProbe(clock),
  };
}
