/** What the checks that a suite declares read through, over the network; each probe is loaded when the first check of its kind runs. */
import type { CallCounter } from '#engine/adapters/call-counter.ts';
import type { ServiceProbes } from '#engine/adapters/probes/service-probes.ts';
import type { Clock, HttpTransport, Timers } from '#engine/ports.ts';
import type { Probes } from '#engine/verify/declared/declared-check.ts';
import type { InsideView } from '#engine/verify/declared/vantage.ts';

/** Latency is counted on the monotonic clock, what tokens and exchanges say on `clock`. */
export function declaredProbes(http: HttpTransport, clock: Clock & Timers, counter: CallCounter): Probes {
  const monotonicMs = (): number => performance.now();
  const services = loadedOnce(async () =>
    (await import('#engine/adapters/probes/service-probes.ts')).serviceProbes(clock, containerCommand()),
  );
  const ofHttp = loadedOnce(async () => {
    const { createHttpProbe } = await import('#engine/adapters/probes/http-probe.ts');
    return createHttpProbe(http, monotonicMs);
  });
  const ofWebsocket = loadedOnce(async () => {
    const { createWebsocketProbe } = await import('#engine/adapters/probes/websocket-probe.ts');
    return createWebsocketProbe(monotonicMs, counter);
  });
  const ofJwt = loadedOnce(async () => {
    const { createJwtProbe } = await import('#engine/adapters/probes/jwt-probe.ts');
    return createJwtProbe({ http, clockMs: () => clock.nowMs(), monotonicMs });
  });
  const ofAuthMatrix = loadedOnce(async () => {
    const { createAuthMatrixProbe } = await import('#engine/adapters/probes/auth-matrix-probe.ts');
    return createAuthMatrixProbe(http, monotonicMs);
  });
  const ofTrace = loadedOnce(async () => {
    const { createTraceProbe } = await import('#engine/adapters/probes/trace-probe.ts');
    return createTraceProbe({ http, clock, monotonicMs, counter, ...(await services()) });
  });
  const ofPage = loadedOnce(async () => {
    const { createPageProbe } = await import('#engine/adapters/probes/page-probe.ts');
    return createPageProbe(monotonicMs);
  });
  const ofInside = loadedOnce(async () => {
    const { createInsideView } = await import('#engine/adapters/probes/inside/inside-probes.ts');
    const { VantagePoint } = await import('#engine/adapters/probes/inside/vantage-point.ts');
    const points = new Map<string, InstanceType<typeof VantagePoint>>();
    return (command: string): InsideView => {
      const point = points.get(command) ?? new VantagePoint(command);
      points.set(command, point);
      return createInsideView({ point, clock, monotonicMs, containerCommand: containerCommand() });
    };
  });
  return {
    http: { ask: async (declaration) => (await ofHttp()).ask(declaration) },
    websocket: { listen: async (declaration, until) => (await ofWebsocket()).listen(declaration, until) },
    jwt: { read: async (declaration) => (await ofJwt()).read(declaration) },
    authMatrix: { ask: async (declaration) => (await ofAuthMatrix()).ask(declaration) },
    trace: { watch: async (declaration, isEnough) => (await ofTrace()).watch(declaration, isEnough) },
    page: { watch: async (declaration) => (await ofPage()).watch(declaration) },
    ...lazyServices(services, clock),
    inside: async (command) => (await ofInside())(command),
  };
}

/** Of containers that name no runtime. */
function containerCommand(): string {
  return process.env['DOCKER'] || 'docker';
}

function lazyServices(services: () => Promise<ServiceProbes>, clock: Clock): ServiceProbes {
  return {
    redis: {
      nowMs: () => clock.nowMs(),
      read: async (declaration) => (await services()).redis.read(declaration),
    },
    sql: { query: async (declaration) => (await services()).sql.query(declaration) },
    process: { find: async (declaration) => (await services()).process.find(declaration) },
    port: { connect: async (declaration) => (await services()).port.connect(declaration) },
    command: { run: async (declaration) => (await services()).command.run(declaration) },
    log: { lines: async (source) => (await services()).log.lines(source) },
    container: { inspect: async (declaration) => (await services()).container.inspect(declaration) },
    python: { importAll: async (declaration) => (await services()).python.importAll(declaration) },
    file: { look: async (path) => (await services()).file.look(path) },
  };
}

function loadedOnce<Probe>(load: () => Promise<Probe>): () => Promise<Probe> {
  let loading: Promise<Probe> | undefined;
  return () => (loading ??= load());
}
