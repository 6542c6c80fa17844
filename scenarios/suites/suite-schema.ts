/** suite.yaml as people write it, read into the form that is run. */
import { z } from 'zod';
import type { CustomDeclaration, DeclaredCheck } from '#engine/verify/declared/declared-check.ts';
import { OUTSIDE, outsideReason } from '#engine/verify/declared/vantage.ts';
import { BUILT_IN_SUITES } from '#engine/verify/suite.ts';
import type { PlatformPlaces, Suite } from '#engine/verify/suite.ts';
import { duration } from '../field-schemas.ts';
import { commandDeclaration } from './command-schema.ts';
import { containerDeclaration, containerName } from './container-schema.ts';
import { fileDeclaration } from './file-schema.ts';
import { httpDeclaration } from './http-schema.ts';
import { logDeclaration } from './log-schema.ts';
import { ordersDeclaration } from './orders-schema.ts';
import { pageDeclaration } from './page-schema.ts';
import { portDeclaration } from './port-schema.ts';
import { processDeclaration } from './process-schema.ts';
import { pythonImportDeclaration } from './python-import-schema.ts';
import { redisDeclaration } from './redis-schema.ts';
import { sqlDeclaration } from './sql-schema.ts';
import { authMatrixDeclaration } from './auth-matrix-schema.ts';
import { jwtDeclaration } from './jwt-schema.ts';
import { traceDeclaration } from './trace-schema.ts';
import { websocketDeclaration } from './websocket-schema.ts';

const checkId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/, 'expected lower-case letters, digits, dots and dashes');

const severity = z.enum(['fail', 'warn']);
const tags = z.array(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected lower-case letters, digits, dashes'));

const retry = z
  .strictObject({ times: z.int().min(1).max(100), every: duration })
  .transform(({ times, every }) => ({ times, everyMs: every }));

const change = z
  .strictObject({
    severity: severity.optional(),
    tags: tags.optional(),
    retry: retry.optional(),
    timeout: duration.optional(),
  })
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: timeout }));

const knownIssue = z.strictObject({
  issue: z.string().min(1),
  impact: z.string().min(1),
  workaround: z.string().min(1),
  status: z.string().min(1).optional(),
});

const url = z.string().min(1);
const platform = z
  .strictObject({
    backend: url.optional(),
    userService: url.optional(),
    ticker: url.optional(),
    redis: url.optional(),
    bars: url.optional(),
    email: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    apiKey: z.string().min(1).optional(),
    containers: z
      .strictObject({
        backend: containerName.optional(),
        userService: containerName.optional(),
        ticker: containerName.optional(),
        redis: containerName.optional(),
      })
      .default({}),
    /** The published keys, as the backend has them in its container. */
    jwksInside: url.optional(),
  })
  .transform(
    ({ backend, userService, ticker, redis, bars, containers, jwksInside, ...login }): PlatformPlaces => ({
      backendUrl: backend,
      userServiceUrl: userService,
      tickerUrl: ticker,
      redisUrl: redis,
      barsUrl: bars,
      backendContainer: containers.backend,
      userServiceContainer: containers.userService,
      tickerContainer: containers.ticker,
      redisContainer: containers.redis,
      keysUrl: jwksInside,
      ...login,
    }),
  );

/** The kinds of check, by the key that stands for each. */
const kinds = {
  http: httpDeclaration.optional(),
  redis: redisDeclaration.optional(),
  sql: sqlDeclaration.optional(),
  process: processDeclaration.optional(),
  port: portDeclaration.optional(),
  command: commandDeclaration.optional(),
  log: logDeclaration.optional(),
  file: fileDeclaration.optional(),
  websocket: websocketDeclaration.optional(),
  jwt: jwtDeclaration.optional(),
  authMatrix: authMatrixDeclaration.optional(),
  trace: traceDeclaration.optional(),
  page: pageDeclaration.optional(),
  container: containerDeclaration.optional(),
  pythonImport: pythonImportDeclaration.optional(),
  orders: ordersDeclaration.optional(),
  custom: z
    .custom<CustomDeclaration['run']>((value) => typeof value === 'function', {
      error: 'expected a function; only a TypeScript suite can hold one',
    })
    .transform((run): CustomDeclaration => ({ kind: 'custom', run }))
    .optional(),
};

const KINDS = Object.keys(kinds) as (keyof typeof kinds)[];

const check = z
  .strictObject({
    id: checkId,
    title: z.string().min(1).optional(),
    group: z.string().min(1).default('suite'),
    severity: severity.default('fail'),
    tags: tags.default([]),
    dependsOn: z.array(checkId).default([]),
    retry: retry.optional(),
    timeout: duration.optional(),
    from: z.string().min(1).optional(),
    ...kinds,
  })
  .refine((written) => KINDS.filter((kind) => written[kind] !== undefined).length === 1, {
    error: `expected exactly one of ${KINDS.join(', ')}: what the check does`,
  })
  .transform((written): DeclaredCheck => {
    const { id, title = id, group, severity: level, tags: labels, dependsOn, timeout } = written;
    return {
      id,
      title,
      group,
      severity: level,
      tags: labels,
      dependsOn,
      retry: written.retry,
      timeoutMs: timeout,
      from: written.from,
      declaration: KINDS.map((kind) => written[kind]).find((declaration) => declaration !== undefined)!,
    };
  })
  .superRefine(({ from, declaration }, context) => {
    if (from === undefined || from === OUTSIDE) return;
    const reason = outsideReason(declaration);
    if (reason !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['from'],
        message: `expected no from at a check of kind ${declaration.kind}: ${reason}. Leave it out, or write from: ${OUTSIDE}`,
      });
  });

/** A suite file after `extends` was merged in; `extends` holds the built-in suites alone then. */
export const SuiteSchema = z
  .strictObject({
    schemaVersion: z.literal(1, {
      error: 'expected 1; a suite of a later version needs a newer preopen',
    }),
    name: z.string().min(1),
    extends: z.array(z.enum(BUILT_IN_SUITES)).default([]),
    targets: z
      .strictObject({
        exchange: z.string().optional(),
        backend: z.string().optional(),
        log: z.string().optional(),
        logCommand: z.string().optional(),
        database: z.string().optional(),
        platform: platform.optional(),
      })
      .default({}),
    without: z.array(checkId).default([]),
    change: z
      .record(checkId, change)
      .default({})
      .transform((changes) => new Map(Object.entries(changes))),
    knownIssues: z
      .record(checkId, knownIssue)
      .default({})
      .transform((issues) => new Map(Object.entries(issues))),
    checks: z.array(check).default([]),
  })
  .transform(({ extends: builtIn, ...suite }) => ({ ...suite, builtIn })) satisfies z.ZodType<Suite>;
