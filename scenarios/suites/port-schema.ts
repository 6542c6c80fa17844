import { z } from 'zod';
import type { PortDeclaration } from '#engine/verify/declared/port-check.ts';
import { duration } from '../field-schemas.ts';

const WITHIN_MS = 1000;
const ADDRESS = /^(?:\[([\da-f:.]+)\]|([^\s:/]+)):(\d{1,5})$/i;

const address = z
  .string()
  .refine((text) => Number(ADDRESS.exec(text)?.[3] ?? 0) > 0 && Number(ADDRESS.exec(text)?.[3]) < 65_536, {
    error: 'expected HOST:PORT, such as 127.0.0.1:8000 or [::1]:8000',
  });

/** `port: HOST:PORT` alone asks for somebody who listens. */
export const portDeclaration = z
  .union([
    address.transform((text) => ({ address: text, state: 'open' as const, within: WITHIN_MS })),
    z.strictObject({
      address,
      state: z.enum(['open', 'closed']).default('open'),
      within: duration.default(WITHIN_MS),
    }),
  ])
  .transform(({ address: text, state, within }): PortDeclaration => {
    const [, six, host = six, port] = ADDRESS.exec(text)!;
    return { kind: 'port', host: host!, port: Number(port), state, withinMs: within };
  });
