import { z } from 'zod';
import type { CommandDeclaration } from '#engine/verify/declared/command-check.ts';
import { duration } from '../field-schemas.ts';
import { jsonRules, valueRule } from './value-rule-schema.ts';

const TIMEOUT_MS = 10_000;

const exitCode = z.int().min(0).max(255);
const run = z.union([z.string().min(1), z.tuple([z.string().min(1)], z.string())]);

/** `command: COMMAND` alone asks for exit code 0. */
export const commandDeclaration = z
  .union([
    run.transform((words) => ({ run: words })),
    z.strictObject({
      run,
      folder: z.string().min(1).optional(),
      timeout: duration.optional(),
      expect: z
        .strictObject({
          exitCode: z.union([exitCode, z.array(exitCode).min(1)]).optional(),
          stdout: valueRule.optional(),
          stderr: valueRule.optional(),
          json: jsonRules.optional(),
        })
        .optional(),
    }),
  ])
  .transform((written): CommandDeclaration => {
    const { run: words, folder, timeout, expect } = { ...EMPTY, ...written };
    return {
      kind: 'command',
      run: words,
      folder,
      timeoutMs: timeout ?? TIMEOUT_MS,
      expect: {
        exitCode: [expect?.exitCode ?? 0].flat(),
        stdout: expect?.stdout,
        stderr: expect?.stderr,
        json: expect?.json ?? new Map(),
      },
    };
  });

const EMPTY = { folder: undefined, timeout: undefined, expect: undefined };
