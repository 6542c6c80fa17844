import { setImmediate } from 'node:timers/promises';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { istIso, istToEpochMs } from '#engine/market/ist-time.ts';
import type { ControlledExchange } from '../served-exchange.ts';

/** Whoever drives the exchange's clock, as the control port reaches it. */
export interface ClockDriver {
  /** Scenario seconds per wall second; 0 while the clock is held. */
  readonly speed: number;
  setSpeed(speed: number): void;
}

/** What `POST /clock` takes, exactly one of them. */
export const ClockRequestSchema = z.union([
  z.strictObject({ speed: z.number().positive().max(10_000) }),
  z.strictObject({ pause: z.literal(true) }),
  z.strictObject({ resume: z.literal(true) }),
  z.strictObject({ step: z.int().min(1).max(10_000) }),
  z.strictObject({ seek: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/) }),
]);

type ClockRequest = z.infer<typeof ClockRequestSchema>;

/** Scenario time that a seek plays before sockets get their turn. */
const SEEK_SLICE_MS = 10_000;
const EXPECTED =
  'control port: expected exactly one of {"speed": 10}, {"pause": true}, {"resume": true}, {"step": 1} and {"seek": "09:31:00"}.';

/**
 * `GET /clock` tells the time, `POST /clock` moves it: another speed, pause and resume, a number of the exchange's timers while paused (a flush
 * of a feed is one), or on to a later IST time of the day, with everything that happens on the way. Both answer the clock as it is then.
 * Errors: 400 for a body that is none of these, 409 for what cannot be done now.
 */
export function addClockRoutes(
  app: Hono,
  exchange: ControlledExchange,
  driver: ClockDriver | undefined,
): void {
  const control = new ClockControl(exchange, driver);
  app.get('/clock', (context) => context.json(control.told()));
  app.post('/clock', async (context) => {
    const request = ClockRequestSchema.safeParse(await context.req.json().catch(() => undefined)).data;
    if (!request) return context.json({ error: EXPECTED }, 400);
    return answer(context, control, await control.obey(request));
  });
}

function answer(context: Context, control: ClockControl, conflict: string | undefined): Response {
  return conflict === undefined
    ? context.json(control.told())
    : context.json({ error: `control port: ${conflict}` }, 409);
}

class ClockControl {
  readonly #exchange: ControlledExchange;
  readonly #driver: ClockDriver | undefined;
  /** What resume returns to. */
  #speedBeforePause = 1;
  #isSeeking = false;

  constructor(exchange: ControlledExchange, driver: ClockDriver | undefined) {
    this.#exchange = exchange;
    this.#driver = driver;
  }

  told(): Readonly<Record<string, unknown>> {
    const { clock, scenario } = this.#exchange;
    const epochMs = clock.nowMs();
    return {
      now: istIso(epochMs),
      epochMs,
      speed: this.#driver?.speed ?? 0,
      scenario: scenario.name,
    };
  }

  /** Why it could not be done; undefined when it was. */
  async obey(request: ClockRequest): Promise<string | undefined> {
    const driver = this.#driver;
    if (!driver)
      return 'expected a clock that this process drives, was one that its caller moves. Move it there.';
    if (this.#isSeeking) return 'expected no other seek, was in the middle of one. Wait for its answer.';
    if ('speed' in request) driver.setSpeed(request.speed);
    else if ('pause' in request) this.#pause(driver);
    else if ('resume' in request) this.#resume(driver);
    else if ('step' in request) return this.#step(driver, request.step);
    else return this.#seek(driver, request.seek);
    return undefined;
  }

  #pause(driver: ClockDriver): void {
    if (driver.speed > 0) this.#speedBeforePause = driver.speed;
    driver.setSpeed(0);
  }

  #resume(driver: ClockDriver): void {
    if (driver.speed === 0) driver.setSpeed(this.#speedBeforePause);
  }

  #step(driver: ClockDriver, timers: number): string | undefined {
    if (driver.speed > 0)
      return 'expected a paused clock for a step, was running. Send {"pause": true} first.';
    for (let step = 0; step < timers; step += 1) if (!this.#exchange.clock.step()) return undefined;
    return undefined;
  }

  /** The clock is held meanwhile, so that nobody else moves it. */
  async #seek(driver: ClockDriver, timeOfDay: string): Promise<string | undefined> {
    const { clock, scenario } = this.#exchange;
    const targetMs = istToEpochMs(scenario.clock.date, timeOfDay);
    if (targetMs < clock.nowMs())
      return `expected a time after ${istIso(clock.nowMs())}, was ${timeOfDay}. A market does not run backwards; serve again with --at ${timeOfDay}.`;
    const { speed } = driver;
    driver.setSpeed(0);
    this.#isSeeking = true;
    try {
      while (clock.nowMs() < targetMs) {
        const reachedMs = Math.min(clock.nowMs() + SEEK_SLICE_MS, targetMs);
        clock.advanceTo(reachedMs);
        await setImmediate();
        if (clock.nowMs() < reachedMs)
          return `expected the day to go on to ${timeOfDay}, was reset on the way. Seek again.`;
      }
    } finally {
      this.#isSeeking = false;
      driver.setSpeed(speed);
    }
    return undefined;
  }
}
