import { z } from 'zod';
import {
  CONTAINER_HEALTHS,
  CONTAINER_NAME,
  CONTAINER_RUNTIMES,
  CONTAINER_STATES,
} from '#engine/verify/declared/container-check.ts';
import type { ContainerDeclaration, ExpectedPort } from '#engine/verify/declared/container-check.ts';
import { duration } from '../field-schemas.ts';
import { usageKeys } from './usage-schema.ts';
import { pattern } from './value-rule-schema.ts';

export const containerName = z
  .string()
  .regex(CONTAINER_NAME, "expected a container's name or id, such as tv-backend");

const HOST_PORT = /^(?:(.+):)?(\d{1,5})$/;

const hostPort = z.union([
  z.literal(false).transform((): ExpectedPort => 'unpublished'),
  z
    .int()
    .min(1)
    .max(65_535)
    .transform((port): ExpectedPort => ({ port })),
  z
    .string()
    .regex(HOST_PORT, 'expected a port of the host such as 8081 or 127.0.0.1:8081, or false for none')
    .transform((text): ExpectedPort => {
      const [, host, port] = HOST_PORT.exec(text)!;
      return { host, port: Number(port) };
    }),
]);

const ports = z
  .record(
    z
      .string()
      .regex(/^\d{1,5}(?:\/(?:tcp|udp|sctp))?$/, 'expected a port of the container, such as 8000 or 53/udp'),
    hostPort,
  )
  .transform(
    (written): ReadonlyMap<string, ExpectedPort> =>
      new Map(
        Object.entries(written).map(([port, place]) => [port.includes('/') ? port : `${port}/tcp`, place]),
      ),
  );

const moment = z.iso
  .datetime({ offset: true, error: 'expected a time with its zone, such as 2026-02-04T08:55:00+05:30' })
  .transform((text) => Date.parse(text));

const expectations = z
  .strictObject({
    state: z.enum(CONTAINER_STATES).default('running'),
    health: z.enum(CONTAINER_HEALTHS).optional(),
    ports: ports.default(new Map()),
    restartsMax: z.int().min(0).optional(),
    image: pattern.optional(),
    networks: z.array(z.string().min(1)).default([]),
    upFor: duration.optional(),
    startedSince: moment.optional(),
    ...usageKeys,
  })
  .transform(({ upFor, startedSince, ...written }) => ({
    ...written,
    upForMs: upFor,
    startedSinceMs: startedSince,
  }));

const RUNNING = { state: 'running', ports: new Map(), networks: [] } as const;

/** `container: NAME` alone asks for one that runs and, where it has a health check, is healthy. */
export const containerDeclaration = z
  .union([
    containerName.transform((text) => ({ name: text, runtime: undefined, expect: undefined })),
    z.strictObject({
      name: containerName,
      runtime: z.enum(CONTAINER_RUNTIMES).optional(),
      expect: expectations.optional(),
    }),
  ])
  .transform((written): ContainerDeclaration => {
    return { kind: 'container', ...written, expect: written.expect ?? RUNNING };
  });
