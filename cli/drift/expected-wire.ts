/** The wire as the `observed` profile has it: our own exchange in memory, asked the same questions on virtual time. */
import { setImmediate } from 'node:timers/promises';
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import { observeWire } from '#engine/adapters/probes/wire-observer.ts';
import { settled } from '#engine/replay/replay.ts';
import type { WireObservation } from '#engine/verify/wire-observation.ts';
import { WIRE_PROFILES } from '#engine/wire/wire-profile.ts';
import { inProcessTransports } from '#mock-dhan/in-process.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { createRehearsal, scenarioCredentials } from '../rehearsal.ts';

/** A day on which everything is served. */
const SCENARIO = 'market-hours';

/** `listenMs`: how long its feed is heard; undefined where no socket is to be compared. */
export async function expectedWire(listenMs: number | undefined): Promise<WireObservation> {
  const loaded = loadScenario(SCENARIO);
  const rehearsal = createRehearsal(loaded, {
    seed: undefined,
    startAt: loaded.scenario.clock.serveAt,
    isRaw: false,
    wire: WIRE_PROFILES.observed,
  });
  const transports = inProcessTransports(rehearsal.exchange);
  const observed = await settled(
    observeWire({
      http: transports.http,
      clock: rehearsal.clock,
      restUrl: 'http://exchange.memory/v2',
      credentials: scenarioCredentials(rehearsal),
      feed:
        listenMs === undefined
          ? undefined
          : createDhanFeed({ sockets: transports.sockets, feedUrl: 'ws://exchange.memory' }),
      listenMs: listenMs ?? 0,
    }),
    {
      clock: rehearsal.clock,
      settle: async () => {
        do await setImmediate();
        while (transports.inFlight() > 0);
      },
    },
  );
  rehearsal.exchange.close();
  return observed;
}
