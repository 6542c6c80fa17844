/**
 * Every error a user can cause or meet. A failed check is a value (engine/verify), never one of these.
 * Message form: what failed: expected X, was Y (where). What to do.
 */

/** Stable names of what can go wrong; programs may compare them. */
export type PreopenErrorCode =
  | 'CONFIG'
  | 'SCENARIO'
  | 'RECORDING'
  | 'WIRE_DECODE'
  | 'WIRE_ENCODE'
  | 'UPSTREAM'
  | 'STORE'
  | 'PORT_IN_USE'
  | 'STARTUP_REFUSED'
  | 'PROBE_TIMEOUT'
  | 'REPLAY_DIVERGENCE';

/** What every error of this library is. */
export class PreopenError extends Error {
  readonly code: PreopenErrorCode;

  constructor(code: PreopenErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'PreopenError';
    this.code = code;
  }
}

/** A flag, environment variable or configuration key that cannot be used. CLI exit code 2. */
export class ConfigError extends PreopenError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('CONFIG', message, options);
    this.name = 'ConfigError';
  }
}

/** A scenario that is unknown, malformed or contradicts itself. CLI exit code 2. */
export class ScenarioError extends PreopenError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('SCENARIO', message, options);
    this.name = 'ScenarioError';
  }
}

/** A recording that is truncated or corrupt; the message says what was recovered up to where. CLI exit code 2. */
export class RecordingError extends PreopenError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('RECORDING', message, options);
    this.name = 'RecordingError';
  }
}

/** A value that the wire format cannot carry: our own mistake, hence thrown. */
export class WireEncodeError extends PreopenError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('WIRE_ENCODE', message, options);
    this.name = 'WireEncodeError';
  }
}

/** A store (database, file) that exists but cannot be read or written. CLI exit code 3. */
export class StoreError extends PreopenError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('STORE', message, options);
    this.name = 'StoreError';
  }
}

/** What kind of "no" the exchange gave; decides whether a fallback is allowed (design decision 5). */
export type UpstreamFailure =
  | 'authentication'
  | 'rate-limit'
  | 'transport'
  | 'server'
  | 'rejected'
  | 'malformed';

/** The exchange answered with an error, with nonsense, or not at all. */
export class UpstreamError extends PreopenError {
  readonly failure: UpstreamFailure;
  readonly endpoint: string;
  readonly status: number | undefined;
  /** Dhan's own code: `DH-901` (shape A) or `807` (shape B, feed disconnect). */
  readonly dhanCode: string | undefined;

  constructor(
    message: string,
    details: {
      readonly failure: UpstreamFailure;
      readonly endpoint: string;
      readonly status?: number | undefined;
      readonly dhanCode?: string | undefined;
      readonly cause?: unknown;
    },
  ) {
    super('UPSTREAM', message, { cause: details.cause });
    this.name = 'UpstreamError';
    this.failure = details.failure;
    this.endpoint = details.endpoint;
    this.status = details.status;
    this.dhanCode = details.dhanCode;
  }
}

/** Ours to mend: a state the code promised would not happen. Reaches only cli/main.ts. */
export class InvariantError extends Error {
  constructor(message: string) {
    super(`internal: ${message}. Please report this.`);
    this.name = 'InvariantError';
  }
}

/** The messages of an error and its causes, outermost first, for a report that must show the whole chain. */
export function causeChain(error: unknown): string[] {
  const messages: string[] = [];
  const causesMax = 10;
  let current: unknown = error;
  while (current !== undefined && current !== null && messages.length < causesMax) {
    messages.push(current instanceof Error ? current.message : `a thrown ${typeof current}`);
    current = current instanceof Error ? current.cause : undefined;
  }
  return messages;
}
