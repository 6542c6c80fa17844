/** Fields that several parts of a scenario file have. */
import { z } from 'zod';

/** IST. */
export const timeOfDay = z
  .string()
  .regex(/^\d{2}:\d{2}:\d{2}(\.\d{3})?$/, 'expected an IST time "HH:mm:ss" in quotes');

/** Of a test account. */
export const clientId = z
  .string()
  .regex(/^\d{6,}$/, 'expected a client id of at least six digits, in quotes');
