/** `faults` of a scenario file. */
import { z } from 'zod';
import type { PlannedFault } from '#engine/faults/planned-fault.ts';
import { isMomentFault } from '#engine/faults/moment-fault.ts';
import { FAULT_WORDS, faultOfWords } from './fault-words.ts';
import { aim, feed, lasting, routes } from './fault-fields.ts';
import { lineFault } from './line-fault-schema.ts';
import { momentFault } from './moment-fault-schema.ts';
import { orderFault } from './order-fault-schema.ts';
import { packetFault } from './packet-fault-schema.ts';
import { restFault } from './rest-fault-schema.ts';

const BODILESS_STATUSES: readonly number[] = [204, 205, 304];

const status = z
  .int()
  .min(200)
  .max(599)
  .refine((code) => !BODILESS_STATUSES.includes(code), 'expected a status whose answer may have a body');

const plannedFault = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('answer'),
      ...lasting,
      ...aim,
      routes,
      status: status.optional(),
      body: z.enum(['as-is', 'truncated', 'html', 'empty']).default('as-is'),
    })
    .refine(({ status: code, body }) => code !== undefined || body !== 'as-is', {
      error: 'expected a status or a body other than as-is; without them the fault changes nothing',
      path: ['status'],
    }),
  z.strictObject({
    kind: z.literal('refuse-upgrade'),
    ...lasting,
    ...aim,
    feed: feed.optional(),
    status: z.int().min(400).max(599),
  }),
  z.strictObject({ kind: z.literal('mute'), ...lasting, feed: feed.exclude(['order-update']).optional() }),
  lineFault,
  momentFault,
  restFault,
  packetFault,
  orderFault,
]) satisfies z.ZodType<PlannedFault>;

/** Faults with ids of their own, each at a time that can come and in a window that has a length. */
export const FaultsSchema = z
  .array(plannedFault)
  .default([])
  .superRefine((faults, context) => {
    for (const [index, planned] of faults.entries())
      for (const { path, message } of findingsOf(planned, faults))
        context.addIssue({ code: 'custom', path: [index, ...path], message });
  });

interface Finding {
  readonly path: readonly string[];
  readonly message: string;
}

/** `faults`: all of the scenario; undefined where it is planned by itself, beside faults that are not known here. */
function findingsOf(planned: PlannedFault, faults: readonly PlannedFault[] | undefined): Finding[] {
  const { id, from, until, after, when, plusMs, lastsMs } = planned;
  const findings: Finding[] = [];
  const found = (path: string, message: string): number => findings.push({ path: [path], message });
  if (faults !== undefined && faults.find((other) => other.id === id) !== planned)
    found('id', 'expected an id that no other fault has');
  if ([from, after, when].filter((clock) => clock !== undefined).length > 1)
    found('from', 'expected one of from, after and when: a fault follows one clock');
  if (isMomentFault(planned) && (from ?? after ?? when) === undefined)
    found('from', 'expected a time, or after or when: this fault strikes at one moment');
  if (plusMs !== undefined && (after ?? when) === undefined)
    found('plusMs', 'expected after or when, of which it is so much later');
  if (lastsMs !== undefined && (from ?? after ?? when) === undefined)
    found('lastsMs', 'expected from, after or when: a fault lasts from its beginning on');
  if (until !== undefined && (lastsMs ?? after ?? when) !== undefined)
    found('until', 'expected lastsMs alone: what follows an event does not know the time of day');
  if (from !== undefined && until !== undefined && until <= from)
    found('until', 'expected a time after from');
  if (faults !== undefined && after && 'fault' in after && !comesFromElsewhere(planned, faults))
    findings.push({
      path: ['after', 'fault'],
      message: 'expected the id of another fault that does not wait for this one',
    });
  return findings;
}

/** Whether what a fault waits for is planned, and does not wait for the fault in turn. */
function comesFromElsewhere(planned: PlannedFault, faults: readonly PlannedFault[]): boolean {
  let cause: PlannedFault | undefined = planned;
  for (let steps = 0; steps <= faults.length; steps += 1) {
    const awaited: PlannedFault['after'] = cause.after;
    if (!awaited || !('fault' in awaited)) return true;
    cause = faults.find(({ id }) => id === awaited.fault);
    if (!cause || cause === planned) return false;
  }
  return false;
}

/**
 * A fault that is planned by itself, as a scenario file has it or in words (`mute BANKNIFTY`); whatever it waits for must happen from now on. `now`:
 * IST `HH:mm:ss.SSS`, when one that strikes at a moment and names none strikes. `reason` says what is wrong with one that is none.
 */
export function readFault(
  body: unknown,
  now?: string,
): { readonly ok: true; readonly fault: PlannedFault } | { readonly ok: false; readonly reason: string } {
  const written = typeof body === 'string' ? faultOfWords(body) : body;
  if (written === undefined && typeof body === 'string')
    return {
      ok: false,
      reason: `fault: expected ${FAULT_WORDS}, or a fault as in a scenario file, was "${body}".`,
    };
  const result = plannedFault.safeParse(atOnce(written, now));
  const [finding] = result.data ? findingsOf(result.data, undefined) : [];
  if (result.data && !finding) return { ok: true, fault: result.data };
  const issue = finding ?? result.error?.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  return {
    ok: false,
    reason: `fault${field === '' ? '' : ` ${field}`}: ${issue?.message ?? 'expected a fault'}.`,
  };
}

function atOnce(body: unknown, now: string | undefined): unknown {
  if (now === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { kind } = body as { readonly kind?: unknown };
  return isMomentFault({ id: '', kind: String(kind) }) ? { from: now, ...body } : body;
}
