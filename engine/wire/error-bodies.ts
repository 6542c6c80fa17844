/** The exchange's error bodies: shape A (Java tier), B (Go tier), C (unknown path). Source: dhan-v2-wire 2. */
import { z } from 'zod';
import type { UpstreamFailure } from '../errors.ts';
import { goJson } from './json-body.ts';

/** Data codes of the Go tier and the feed: message on the wire and HTTP status. Source: dhan-v2-wire 2.3. */
export const DATA_ERRORS = {
  800: { status: 500, message: 'Internal Server Error' },
  804: { status: 400, message: 'Requested number of instruments exceeds limit' },
  805: {
    status: 429,
    message: 'Too many requests. Further requests may result in the user being blocked.',
  },
  806: { status: 401, message: 'Data APIs not subscribed' },
  807: { status: 401, message: 'Access token is expired' },
  808: { status: 401, message: 'Authentication Failed - Client ID or Token invalid' },
  809: { status: 401, message: 'Access token is invalid' },
  810: { status: 401, message: 'Client ID is invalid' },
  811: { status: 400, message: 'Invalid Expiry Date' },
  812: { status: 400, message: 'Invalid Date Format' },
  813: { status: 400, message: 'Invalid SecurityId' },
  814: { status: 400, message: 'Invalid Request' },
} as const;

/** A code of the data APIs. */
export type DataErrorCode = keyof typeof DATA_ERRORS;

/** Shape A. */
export const JavaErrorSchema = z.object({
  errorType: z.string(),
  errorCode: z.string().regex(/^DH-\d{3,4}$/),
  errorMessage: z.string(),
});

/** Shape B: one code and its message. */
export const DataErrorSchema = z.object({
  data: z.partialRecord(z.enum(Object.keys(DATA_ERRORS) as `${DataErrorCode}`[]), z.string()),
  status: z.literal('failed'),
});

/** Shape C; `timestamp` is true epoch ms. */
export const NotFoundSchema = z.object({
  timestamp: z.int(),
  status: z.literal(404),
  error: z.literal('Not Found'),
  path: z.string(),
});

/** Writes shape A. */
export function renderJavaError(error: z.infer<typeof JavaErrorSchema>): string {
  const { errorType, errorCode, errorMessage } = error;
  return JSON.stringify({ errorType, errorCode, errorMessage });
}

/** Shape B: exactly one key, the code as a string. */
export function renderDataError(code: DataErrorCode): string {
  return goJson({ data: { [code]: DATA_ERRORS[code].message }, status: 'failed' });
}

/** Shape C, with HTTP 404; `atMs` is the exchange's now in epoch ms. */
export function renderNotFound(path: string, atMs: number): string {
  return JSON.stringify({ timestamp: Math.floor(atMs), status: 404, error: 'Not Found', path });
}

/** What an error answer means. `message` is the exchange's own text, shortened, without tokens. */
export interface UpstreamRefusal {
  readonly failure: UpstreamFailure;
  readonly dhanCode?: string;
  readonly message: string;
}

/** Classifies an answer whose status is not 2xx; a body in no known shape is judged by its status alone. */
export function readUpstreamFailure(status: number, body: string): UpstreamRefusal {
  const said = readErrorBody(body);
  if (!said) return { failure: failureOf(status, undefined, ''), message: `HTTP ${status}` };
  const failure = failureOf(status, said.code, said.message);
  const message = withoutSecrets(said.message) || `HTTP ${status}`;
  return said.code === undefined ? { failure, message } : { failure, dhanCode: said.code, message };
}

/** DH-901 and 902, 806 to 810; the Java tier answers a dead token with DH-906 "Invalid Token". */
const AUTHENTICATION_CODES = new Set(['DH-901', 'DH-902', '806', '807', '808', '809', '810']);
const RATE_LIMIT_CODES = new Set(['DH-904', '805']);
const MESSAGE_LENGTH_MAX = 200;

interface ErrorWords {
  readonly code: string | undefined;
  readonly message: string;
}

function failureOf(status: number, code: string | undefined, message: string): UpstreamFailure {
  const isDeadToken = code === 'DH-906' && message.toLowerCase().includes('invalid token');
  if (status === 429 || (code !== undefined && RATE_LIMIT_CODES.has(code))) return 'rate-limit';
  if (status === 401 || isDeadToken || (code !== undefined && AUTHENTICATION_CODES.has(code)))
    return 'authentication';
  return status >= 500 ? 'server' : 'rejected';
}

function readErrorBody(body: string): ErrorWords | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isRecord(json)) return undefined;
  return readLegacyError(json) ?? readJavaError(json) ?? readDataError(json) ?? readNotFound(json);
}

function readJavaError(json: Readonly<Record<string, unknown>>): ErrorWords | undefined {
  const { errorCode, errorMessage, errorType } = json;
  if (typeof errorCode !== 'string' && typeof errorCode !== 'number') return undefined;
  return { code: String(errorCode), message: textOf(errorMessage) || textOf(errorType) };
}

function readDataError(json: Readonly<Record<string, unknown>>): ErrorWords | undefined {
  const [entry] = isRecord(json['data']) ? Object.entries(json['data']) : [];
  return entry && /^\d{3}$/.test(entry[0]) ? { code: entry[0], message: textOf(entry[1]) } : undefined;
}

/** Shape D, of the charts paths without `/v2`. */
function readLegacyError(json: Readonly<Record<string, unknown>>): ErrorWords | undefined {
  const { internalErrorCode, internalErrorMessage } = json;
  if (typeof internalErrorCode !== 'string') return undefined;
  return { code: internalErrorCode, message: textOf(internalErrorMessage) };
}

function readNotFound(json: Readonly<Record<string, unknown>>): ErrorWords | undefined {
  const { error, path } = json;
  return typeof path === 'string' ? { code: undefined, message: `${textOf(error)}: ${path}` } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An answer may quote the token it refused: a JWT is three base64url parts, its header always beginning `eyJ`. */
function withoutSecrets(message: string): string {
  return message.replaceAll(/eyJ[\w-]+(\.[\w-]*)*/g, '[token]').slice(0, MESSAGE_LENGTH_MAX);
}
