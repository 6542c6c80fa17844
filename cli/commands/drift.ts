import { readDotenvFile } from '#engine/adapters/dotenv-file.ts';
import { createDhanFeed } from '#engine/adapters/dhan-feed.ts';
import { observeWire } from '#engine/adapters/probes/wire-observer.ts';
import { WIRE_QUESTIONS } from '#engine/adapters/probes/wire-questions.ts';
import { createSqliteCredentialStore } from '#engine/adapters/sqlite-stores.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { createWsTransport } from '#engine/adapters/ws-transport.ts';
import { resolveCredentials } from '#engine/cache/credentials.ts';
import { ConfigError, StoreError } from '#engine/errors.ts';
import type { Credentials } from '#engine/ports.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import { driftBetween } from '#engine/verify/drift.ts';
import { redactSecrets } from '#engine/verify/redact.ts';
import type { WireObservation } from '#engine/verify/wire-observation.ts';
import { expectedWire } from '../drift/expected-wire.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ReportFormat } from '../option-values.ts';
import { isColoured } from '../reporters/colour.ts';
import { renderDrift } from '../reporters/drift-report.ts';
import { writeReports } from '../reporters/write-reports.ts';
import { exchangeAddress, readAuthority } from '../verify/exchange-address.ts';
import type { ExchangeAddress } from '../verify/exchange-address.ts';

/** The flags of `preopen drift`, as commander names them. */
export interface DriftFlags {
  readonly exchange: string;
  readonly ca?: string;
  readonly database?: string;
  readonly ownSocket?: boolean;
  /** How long the feed is listened to, ms. */
  readonly listen: number;
  readonly dryRun?: boolean;
  readonly format: readonly ReportFormat[];
  readonly color: boolean;
}

/**
 * `preopen drift`: compares an exchange's wire with the `observed` profile, by reads alone. Returns 1 when it drifted, 3 when nobody answers.
 * Errors: ConfigError for another target than live or a URL, and without credentials.
 */
export async function drift(flags: DriftFlags): Promise<number> {
  const address = exchangeAddress(flags.exchange, 'drift');
  const caPem = flags.ca === undefined ? undefined : readAuthority(flags.ca, address, 'drift');
  const hasSocket = flags.ownSocket === true || !address.isLive;
  if (flags.dryRun) {
    process.stdout.write(`${plannedCalls(address, hasSocket).join('\n')}\n`);
    return EXIT_CODES.ok;
  }
  const credentials = await resolved(flags.database ?? 'preopen.db');
  const listenMs = hasSocket ? flags.listen : undefined;
  const actual = await observed(address, { credentials, listenMs, caPem });
  if (typeof actual === 'string') {
    process.stderr.write(`preopen: ${actual}\n`);
    return EXIT_CODES.inconclusive;
  }
  const report = { target: flags.exchange, ...driftBetween(await expectedWire(listenMs), actual) };
  const exitCode = exitCodeOf(report);
  const secrets = [credentials.accessToken, credentials.clientId];
  await writeReports(flags.format, (format) =>
    redactSecrets(
      renderDrift(
        format,
        { schemaVersion: 1, ...report, calls: actual.calls, feed: actual.feed, exitCode },
        flags.color && isColoured(flags),
      ),
      secrets,
    ),
  );
  return exitCode;
}

function exitCodeOf({ drifts, compared }: ReturnType<typeof driftBetween>): number {
  if (compared === 0) return EXIT_CODES.inconclusive;
  return drifts.length > 0 ? EXIT_CODES.failed : EXIT_CODES.ok;
}

function plannedCalls({ restUrl, feedUrl }: ExchangeAddress, hasSocket: boolean): string[] {
  return [
    ...WIRE_QUESTIONS.map(
      ({ method, path, hasFalseToken }) =>
        `${method} ${restUrl}${path}${hasFalseToken ? ' (with a token that is none)' : ''}`,
    ),
    hasSocket
      ? `WebSocket ${feedUrl}, subscribing NIFTY and one option`
      : 'no socket (--own-socket opens one)',
    `${WIRE_QUESTIONS.length} calls, all of them reads`,
  ];
}

/** Errors: ConfigError that says where credentials were looked for. */
async function resolved(database: string): Promise<Credentials> {
  const resolution = resolveCredentials({
    environment: process.env,
    dotenv: readDotenvFile('.env'),
    storeState: await createSqliteCredentialStore(database)
      .load()
      .catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error;
        return { kind: 'unreadable', location: database, problem: error.message } as const;
      }),
    nowMs: Date.now(),
  });
  if (resolution.kind === 'found') return resolution.credentials;
  throw new ConfigError(`drift: ${resolution.causes.join(' <- ')}. ${resolution.remedy}`);
}

/** A sentence when nobody answers. */
async function observed(
  { restUrl, feedUrl, isLive }: ExchangeAddress,
  how: {
    readonly credentials: Credentials;
    readonly listenMs: number | undefined;
    readonly caPem: string | undefined;
  },
): Promise<WireObservation | string> {
  const access = { allowLive: isLive, caPem: how.caPem };
  const http = createUndiciTransport(access);
  try {
    return await observeWire({
      http,
      clock: new SystemClock(),
      restUrl,
      credentials: how.credentials,
      feed:
        how.listenMs === undefined
          ? undefined
          : createDhanFeed({ sockets: createWsTransport(access), feedUrl }),
      listenMs: how.listenMs ?? 0,
    });
  } catch (error) {
    if (error instanceof ProbeUnreachable) return `${error.message} ${error.remedy}`;
    throw error;
  } finally {
    await http.close();
  }
}
