/** Fields that several parts of scenario and suite files have. */
import { z } from 'zod';

/** IST. */
export const timeOfDay = z
  .string()
  .regex(/^\d{2}:\d{2}:\d{2}(\.\d{3})?$/, 'expected an IST time "HH:mm:ss" in quotes');

/** Of a test account. */
export const clientId = z
  .string()
  .regex(/^\d{6,}$/, 'expected a client id of at least six digits, in quotes');

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** As written `500ms`, `30s`, `5m` or `2h`; milliseconds when read. */
export const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h)$/, 'expected a duration such as 500ms, 30s, 5m or 2h')
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)![0] as keyof typeof UNIT_MS;
    return Number.parseInt(text, 10) * UNIT_MS[unit];
  });
