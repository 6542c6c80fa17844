import { z } from 'zod';
import type { PageDeclaration } from '#engine/verify/declared/page-check.ts';
import { duration } from '../field-schemas.ts';
import { pattern } from './value-rule-schema.ts';

const WITHIN_MS = 10_000;

/** `page`: what a person at the screen would see of the option table. */
export const pageDeclaration = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }),
    rows: z.string().min(1, 'expected a CSS selector of rows, such as #chain tbody tr'),
    cells: z.string().min(1, 'expected a CSS selector of cells in a row, such as td.ltp'),
    rowsMin: z.int().min(1).default(1),
    movesMin: z.int().min(1).default(1),
    within: duration.default(WITHIN_MS),
    ignoredErrors: z.array(pattern).default([]),
  })
  .transform(({ within, ...written }): PageDeclaration => ({ kind: 'page', ...written, withinMs: within }));
