import type { Clock } from '../../../ports.ts';
import type { InsideView } from '../../../verify/declared/vantage.ts';
import { createAuthMatrixProbe } from '../auth-matrix-probe.ts';
import { createCommandProbe } from '../command-probe.ts';
import { createContainerProbe } from '../container-probe.ts';
import { createHttpProbe } from '../http-probe.ts';
import { createJwtProbe } from '../jwt-probe.ts';
import { readLogLines } from '../log-probe.ts';
import { createProcessProbe } from '../process-probe.ts';
import { createPythonProbe } from '../python-probe.ts';
import { createRedisProbe } from '../redis-probe.ts';
import { insideFile } from './inside-file.ts';
import { insideHttp } from './inside-http.ts';
import { insidePort } from './inside-port.ts';
import { insideProcesses } from './inside-processes.ts';
import { insideRedis } from './inside-redis.ts';
import type { VantagePoint } from './vantage-point.ts';

/** What the probes of one check from inside need: `clock` for what tokens say and for ages, `monotonicMs` for latency. */
export interface InsideOptions {
  readonly point: VantagePoint;
  readonly clock: Clock;
  readonly monotonicMs: () => number;
  /** Of a container that names no runtime. */
  readonly containerCommand: string;
}

/** The probes of one check, run by the command of the point. */
export function createInsideView(options: InsideOptions): InsideView {
  const { point, clock, monotonicMs, containerCommand } = options;
  const used = new Set<string>();
  const onUse = (tool: string): void => void used.add(tool);
  const http = insideHttp(point, onUse);
  const command = createCommandProbe(point.words);
  const python = createPythonProbe(point.words);
  const container = createContainerProbe({ clock, command: containerCommand, prefix: point.words });
  return {
    means: () => [...used],
    probes: {
      http: createHttpProbe(http, monotonicMs),
      jwt: createJwtProbe({ http, clockMs: () => clock.nowMs(), monotonicMs }),
      authMatrix: createAuthMatrixProbe(http, monotonicMs),
      port: insidePort(point, onUse),
      file: insideFile(point, onUse, clock),
      process: createProcessProbe(insideProcesses(point, onUse), clock),
      redis: insideRedis(point, onUse, createRedisProbe(clock)),
      command: { run: async (declaration) => (await point.reach(), command.run(declaration)) },
      python: { importAll: async (declaration) => (await point.reach(), python.importAll(declaration)) },
      container: { inspect: async (declaration) => (await point.reach(), container.inspect(declaration)) },
      log: {
        lines: async (source) => {
          await point.reach();
          return { lines: await readLogLines(source, point.words), nowMs: clock.nowMs() };
        },
      },
    },
  };
}
