import { z } from 'zod';

/** RFC 9535. */
export const jsonPath = z
  .string()
  .regex(/^\$/, 'expected a JSON path that begins with $, such as $.data.strikes');
