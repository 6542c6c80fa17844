/** Bodies of the static IP calls. Source: dhan-v2-wire 1.6; 11, row 57. */
import { z } from 'zod';
import { parseJsonBody } from './json-body.ts';
import type { Parsed } from './json-body.ts';

/** An account may register two addresses. */
export type StaticIpFlag = 'PRIMARY' | 'SECONDARY';

/** Body of `POST /ip/setIP` and `PUT /ip/modifyIP`. */
export interface StaticIpRequest {
  readonly dhanClientId: string;
  /** IPv4 or IPv6. */
  readonly ip: string;
  readonly ipFlag: StaticIpFlag;
}

/** What `GET /ip/getIP` tells; an address that is not registered, and its date, are empty. */
export interface StaticIpBody {
  /** `YYYY-MM-DD` in IST, the day from which the address may be changed again. */
  readonly modifyDatePrimary: string;
  readonly primaryIP: string;
  readonly modifyDateSecondary: string;
  readonly secondaryIP: string;
}

/** What the wire tells besides, and the documents do not. */
export interface DetectedIpBody {
  /** Where the call came from. */
  readonly detectedIP: string;
  readonly ipMatchStatus: 'MATCH' | 'MISMATCH';
  readonly ordersAllowed: boolean;
}

/** Reads the answer of `GET /ip/getIP`; undefined where it says that none is set. */
export function parseStaticIp(text: string): Parsed<(StaticIpBody & Partial<DetectedIpBody>) | undefined> {
  const failure = parseJsonBody('static IP answer', StaticIpFailureSchema, text);
  if (failure.ok) return { ok: true, value: undefined };
  const body = parseJsonBody('static IP answer', StaticIpSchema, text);
  return body.ok ? { ok: true, value: body.value as StaticIpBody & Partial<DetectedIpBody> } : body;
}

/** Reads a request; keys that are not of it are passed over. */
export function parseStaticIpRequest(text: string): Parsed<StaticIpRequest> {
  return parseJsonBody('static IP body', StaticIpRequestSchema, text);
}

/** The answer of both writes. */
export function renderStaticIpSaved(): string {
  return JSON.stringify({ message: 'IP saved successfully', status: 'SUCCESS' });
}

/** The answer of `GET /ip/getIP`, four keys or seven. */
export function renderStaticIp(body: StaticIpBody & Partial<DetectedIpBody>): string {
  const { modifyDateSecondary, secondaryIP, modifyDatePrimary, primaryIP } = body;
  const { detectedIP, ipMatchStatus, ordersAllowed } = body;
  return JSON.stringify({
    modifyDateSecondary,
    secondaryIP,
    modifyDatePrimary,
    primaryIP,
    detectedIP,
    ipMatchStatus,
    ordersAllowed,
  });
}

/** What `GET /ip/getIP` says when it has nothing to tell: HTTP 200 and an array. */
export function renderStaticIpFailure(message: string): string {
  return JSON.stringify([{ message, status: 'ERROR' }]);
}

/** The answer of both writes. */
export const StaticIpSavedSchema = z.object({
  message: z.literal('IP saved successfully'),
  status: z.literal('SUCCESS'),
});

/** The addresses of an account; the last three are told by the wire and not by the documents. */
export const StaticIpSchema = z.object({
  modifyDateSecondary: z.string(),
  secondaryIP: z.string(),
  modifyDatePrimary: z.string(),
  primaryIP: z.string(),
  detectedIP: z.string().optional(),
  ipMatchStatus: z.enum(['MATCH', 'MISMATCH']).optional(),
  ordersAllowed: z.boolean().optional(),
}) satisfies z.ZodType<
  StaticIpBody & { readonly [Key in keyof DetectedIpBody]?: DetectedIpBody[Key] | undefined }
>;

/** What there is to say when no address is registered. */
export const StaticIpFailureSchema = z.array(z.object({ message: z.string(), status: z.literal('ERROR') }));

/** Body of both writes. */
export const StaticIpRequestSchema = z.object({
  dhanClientId: z.string().min(1),
  ip: z.union([z.ipv4(), z.ipv6()]),
  ipFlag: z.enum(['PRIMARY', 'SECONDARY']),
}) satisfies z.ZodType<StaticIpRequest>;
