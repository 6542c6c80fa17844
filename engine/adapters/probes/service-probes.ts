import type { Clock } from '../../ports.ts';
import type { Probes } from '../../verify/declared/declared-check.ts';
import { createCommandProbe } from './command-probe.ts';
import { createContainerProbe } from './container-probe.ts';
import { createFileProbe } from './file-probe.ts';
import { readLogLines } from './log-probe.ts';
import { portProbe } from './port-probe.ts';
import { createProcessProbe, thisMachine } from './process-probe.ts';
import { createPythonProbe } from './python-probe.ts';
import { createRedisProbe } from './redis-probe.ts';
import { createSqlProbe } from './sql-probe.ts';

/** What stands beside a backend. */
export type ServiceProbes = Pick<
  Probes,
  'redis' | 'sql' | 'process' | 'port' | 'command' | 'log' | 'file' | 'container' | 'python'
>;

/** The probes of what stands beside a backend: Redis, databases, and this machine. Ages are counted on `clock`; containers are asked for by `containerCommand` where a suite names no runtime. */
export function serviceProbes(clock: Clock, containerCommand: string): ServiceProbes {
  return {
    redis: createRedisProbe(clock),
    sql: createSqlProbe(clock),
    process: createProcessProbe(thisMachine, clock),
    port: portProbe,
    command: createCommandProbe(),
    log: { lines: async (source) => ({ lines: await readLogLines(source), nowMs: clock.nowMs() }) },
    file: createFileProbe(clock),
    container: createContainerProbe({ clock, command: containerCommand }),
    python: createPythonProbe(),
  };
}
