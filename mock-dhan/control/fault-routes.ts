import type { Context, Hono } from 'hono';
import { PreopenError } from '#engine/errors.ts';
import { isMomentFault } from '#engine/faults/moment-fault.ts';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { istIso } from '#engine/market/ist-time.ts';
import type { ControlledExchange } from '../served-exchange.ts';
import type { FaultState } from '../faults/fault-plan.ts';

/** Reads a fault as a scenario file has it, or in words; what strikes at a moment and names none strikes `now` (IST `HH:mm:ss.SSS`). `reason` says what is wrong. */
export type FaultReader = (
  body: unknown,
  now: string,
) => { readonly ok: true; readonly fault: PlannedFault } | { readonly ok: false; readonly reason: string };

/**
 * `GET /faults` tells every fault and how often it struck, `POST /faults` plans one more as a scenario file would, or in words such as "mute BANKNIFTY" (one that strikes at a moment
 * strikes at once unless it says when), `DELETE /faults/{id}` takes one out of the plan. Errors: 400 for a fault that is none or names what the
 * exchange does not have, 404 for an id that no fault has, 409 for a time that is over and where nobody reads faults.
 */
export function addFaultRoutes(app: Hono, exchange: ControlledExchange, read: FaultReader | undefined): void {
  app.get('/faults', (context) => context.json({ faults: exchange.faults.states().map(told) }));
  app.post('/faults', async (context) => plan(context, exchange, read));
  app.delete('/faults/:id', (context) => {
    const id = context.req.param('id');
    return exchange.faults.remove(id)
      ? context.json({ removed: id })
      : refusal(context, 404, `expected the id of a planned fault, was "${id}". GET /faults lists them.`);
  });
}

async function plan(
  context: Context,
  { faults, clock }: ControlledExchange,
  read: FaultReader | undefined,
): Promise<Response> {
  if (!read)
    return refusal(context, 409, 'expected an exchange whose faults are planned here, was a program’s own.');
  const body: unknown = await context.req.json().catch(() => undefined);
  const now = istIso(Math.ceil(clock.nowMs())).slice(TIME_AT, TIME_AT + TIME_LENGTH);
  const answer = read(body, now);
  if (!answer.ok) return refusal(context, 400, answer.reason);
  try {
    faults.add(answer.fault);
  } catch (error) {
    if (error instanceof PreopenError) return refusal(context, 400, error.message);
    throw error;
  }
  const state = faults.states().at(-1)!;
  if (!isOver(state, clock.nowMs())) return context.json(told(state), 201);
  faults.remove(answer.fault.id);
  return refusal(
    context,
    409,
    `fault ${answer.fault.id}: expected a time to come, was one before ${istIso(clock.nowMs())}.`,
  );
}

/** Where `HH:mm:ss.SSS` stands in an ISO time. */
const TIME_AT = 11;
const TIME_LENGTH = 12;

function isOver({ fault, fromMs, untilMs }: FaultState, nowMs: number): boolean {
  return isMomentFault(fault) ? fromMs < nowMs : untilMs <= nowMs;
}

function told({ fault, strikes, firstAtMs }: FaultState): object {
  return { ...fault, strikes, firstAt: firstAtMs === undefined ? null : istIso(firstAtMs) };
}

function refusal(context: Context, status: 400 | 404 | 409, reason: string): Response {
  return context.json({ error: `control port: ${reason}` }, status);
}
