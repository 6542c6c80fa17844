import { z } from 'zod';
import type { ExpectedModule, PythonImportDeclaration } from '#engine/verify/declared/python-import-check.ts';
import { duration } from '../field-schemas.ts';

const PYTHON = 'python3';
const TIMEOUT_MS = 30_000;
const IDENTIFIERS = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

const moduleName = z
  .string()
  .regex(IDENTIFIERS, 'expected a module as an import names it, such as pandas_ta or app.main');

const expectedModule = z.union([
  moduleName.transform((module): ExpectedModule => ({ module })),
  z
    .strictObject({
      module: moduleName,
      attribute: z.string().regex(IDENTIFIERS, 'expected a name, such as PyJWKClient').optional(),
      version: z
        .string()
        .regex(/^\d+(?:\.\d+)*/, 'expected a version in quotes, such as "2.8.0"')
        .optional(),
      package: z
        .string()
        .regex(/^[A-Za-z0-9][\w.[\],-]*$/, 'expected the name pip knows it by, such as PyJWT[crypto]')
        .optional(),
    })
    .transform((written): ExpectedModule => written),
]);

const modules = z.union([
  moduleName.transform((module): readonly ExpectedModule[] => [{ module }]),
  z.array(expectedModule).min(1),
]);

/** `pythonImport: MODULE`, or a list of them, alone asks python3 on PATH. */
export const pythonImportDeclaration = z
  .union([
    modules.transform((list) => ({ modules: list, python: undefined, timeout: undefined })),
    z
      .strictObject({
        python: z.string().min(1).optional(),
        modules: modules.optional(),
        timeout: duration.optional(),
      })
      .refine((written) => written.modules !== undefined, {
        error: 'expected modules, such as [pandas_ta, jwt]: what is imported',
      }),
  ])
  .transform(({ python, modules: list, timeout }): PythonImportDeclaration => ({
    kind: 'pythonImport',
    python: python ?? PYTHON,
    modules: list ?? [],
    timeoutMs: timeout ?? TIMEOUT_MS,
  }));
