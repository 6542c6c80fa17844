import { z } from 'zod';
import { readingFault } from '#engine/verify/declared/sql-check.ts';
import type { SqlDeclaration } from '#engine/verify/declared/sql-check.ts';
import { duration } from '../field-schemas.ts';
import { freshnessKeys } from './freshness-schema.ts';
import { valueRule } from './value-rule-schema.ts';

const TIMEOUT_MS = 5000;

/** Where a database is. */
export const sqlUrl = z
  .string()
  .refine((text) => /^sqlite:.+/.test(text) || /^postgres(?:ql)?:/.test(URL.parse(text)?.protocol ?? ''), {
    error:
      'expected sqlite:FILE or postgres://USER:${DB_PASSWORD}@HOST:5432/DATABASE; in a password, / is written %2F and @ %40',
  });

/** SQL that cannot write. */
export const readingQuery = z.string().superRefine((text, context) => {
  const fault = readingFault(text);
  if (fault !== undefined)
    context.addIssue({
      code: 'custom',
      message: `expected one SELECT or WITH, was ${fault}: a check only reads`,
    });
});

const fresh = z
  .strictObject({
    column: z.string().min(1),
    of: z.enum(['newest', 'every']).default('newest'),
    ...freshnessKeys,
  })
  .transform(({ within, ...rest }) => ({ ...rest, ageMsMax: within }));

export const sqlDeclaration = z
  .strictObject({
    url: sqlUrl,
    query: readingQuery,
    timeout: duration.default(TIMEOUT_MS),
    expect: z
      .strictObject({
        rowsMin: z.int().min(0).optional(),
        rowsMax: z.int().min(0).optional(),
        columns: z.record(z.string().min(1), valueRule).default({}),
        fresh: fresh.optional(),
      })
      .default({ columns: {} }),
  })
  .transform(({ timeout, expect, ...written }): SqlDeclaration => {
    const { rowsMin, rowsMax, columns, fresh: age } = expect;
    return {
      kind: 'sql',
      ...written,
      timeoutMs: timeout,
      expect: {
        rowsMin: rowsMin ?? Math.min(1, rowsMax ?? 1),
        rowsMax,
        columns: new Map(Object.entries(columns)),
        fresh: age,
      },
    };
  });
