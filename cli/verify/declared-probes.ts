/** What the checks that a suite declares read through, over the network. */
import type { CallCounter } from '#engine/adapters/call-counter.ts';
import { createAuthMatrixProbe } from '#engine/adapters/probes/auth-matrix-probe.ts';
import { createHttpProbe } from '#engine/adapters/probes/http-probe.ts';
import { createJwtProbe } from '#engine/adapters/probes/jwt-probe.ts';
import { createPageProbe } from '#engine/adapters/probes/page-probe.ts';
import { serviceProbes } from '#engine/adapters/probes/service-probes.ts';
import { createTraceProbe } from '#engine/adapters/probes/trace-probe.ts';
import { createWebsocketProbe } from '#engine/adapters/probes/websocket-probe.ts';
import type { Clock, HttpTransport, Timers } from '#engine/ports.ts';
import type { Probes } from '#engine/verify/declared/declared-check.ts';

/** Latency is counted on the monotonic clock, what tokens and exchanges say on `clock`. */
export function declaredProbes(http: HttpTransport, clock: Clock & Timers, counter: CallCounter): Probes {
  const services = serviceProbes(clock);
  const monotonicMs = (): number => performance.now();
  return {
    http: createHttpProbe(http, monotonicMs),
    websocket: createWebsocketProbe(monotonicMs, counter),
    jwt: createJwtProbe({ http, clockMs: () => clock.nowMs(), monotonicMs }),
    authMatrix: createAuthMatrixProbe(http, monotonicMs),
    trace: createTraceProbe({ http, clock, monotonicMs, counter, ...services }),
    page: createPageProbe(monotonicMs),
    ...services,
  };
}
