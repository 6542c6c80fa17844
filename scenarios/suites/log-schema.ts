import { z } from 'zod';
import type { LogDeclaration } from '#engine/verify/declared/log-check.ts';
import { freshness } from './freshness-schema.ts';
import { pattern } from './value-rule-schema.ts';

const patterns = z.union([pattern.transform((text) => [text]), z.array(pattern).min(1)]).default([]);

export const logDeclaration = z
  .strictObject({
    file: z.string().min(1).optional(),
    command: z.string().min(1).optional(),
    lastLines: z.int().min(1).optional(),
    since: pattern.optional(),
    contains: patterns,
    lacks: patterns,
    fresh: freshness.optional(),
  })
  .refine(({ file, command }) => (file === undefined) !== (command === undefined), {
    error: 'expected file or command, one of them: where the log is read',
  })
  .refine(({ contains, lacks, fresh }) => contains.length + lacks.length > 0 || fresh !== undefined, {
    error: 'expected contains, lacks or fresh: what is asked of the log',
  })
  .transform(({ file, command, ...written }): LogDeclaration => {
    const source =
      command === undefined
        ? ({ kind: 'file', path: file! } as const)
        : ({ kind: 'command', command } as const);
    return { kind: 'log', source, ...written };
  });
