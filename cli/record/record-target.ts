/** What `preopen record --exchange` names: the mock, a served mock by its URL or ready file, or by that word alone the real exchange. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '#engine/errors.ts';
import type { Clock } from '#engine/ports.ts';
import type { RecordingManifest } from '#engine/recording/manifest.ts';
import { wireProfileText } from '#engine/wire/wire-profile.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { credentialEnvironment } from '../client-environment.ts';
import { type Cadence, type Speed, wireOf, startTime } from '../option-values.ts';
import { createRehearsal, scenarioAccount } from '../rehearsal.ts';
import { clientSpeed, serveExchange } from '../served-exchange.ts';
import type { RecordedExchange } from './upstreams.ts';

export interface RecordTargetFlags {
  readonly exchange: string;
  readonly ca?: string;
  readonly scenario: string;
  readonly seed?: number;
  readonly speed: Speed;
  readonly at?: string;
  readonly wire: WireProfile;
  readonly cadence?: Cadence;
}

/** An exchange that can be recorded, and who a client of it is. */
export interface RecordTarget extends AsyncDisposable {
  readonly exchange: RecordedExchange;
  readonly clock: Clock;
  readonly about: Pick<RecordingManifest, 'clock' | 'exchange' | 'scenario' | 'wire' | 'faults'>;
  /** Variables of the account that a command gets; undefined: it keeps those it has. */
  readonly credentials: Readonly<Record<string, string>> | undefined;
}

/** Errors: ConfigError, and those of serving a mock. */
export async function openRecordTarget(flags: RecordTargetFlags): Promise<RecordTarget> {
  if (flags.exchange === 'mock') return serveMock(flags);
  const remote = { clock: wallClock, async [Symbol.asyncDispose]() {} };
  const unknown = { clock: 'wall', scenario: null, wire: null } as const;
  if (flags.exchange === 'live')
    return {
      ...remote,
      exchange: { origin: undefined, caPem: undefined },
      about: { ...unknown, exchange: 'live' },
      credentials: undefined,
    };
  const url = URL.parse(flags.exchange);
  const isUrl = url !== null && /^https?:$/.test(url.protocol);
  const ready = isUrl ? undefined : readReadyFile(flags.exchange);
  const origin = mockOrigin(ready?.authUrl ?? flags.exchange);
  const caFile = flags.ca ?? ready?.caFile ?? undefined;
  return {
    ...remote,
    exchange: { origin, caPem: caFile === undefined ? undefined : readAuthorityFile(caFile) },
    about: { ...unknown, exchange: origin },
    credentials: ready && accountOf(ready.env),
  };
}

/** A mock of this process, in whose own time the recording is then made. */
async function serveMock(flags: RecordTargetFlags): Promise<RecordTarget> {
  const loaded = loadScenario(flags.scenario);
  const wire = wireOf(flags);
  const rehearsal = createRehearsal(loaded, {
    seed: flags.seed,
    startAt: startTime(flags.at ?? loaded.scenario.clock.serveAt, 'record'),
    isRaw: false,
    wire,
  });
  const served = await serveExchange(rehearsal, {
    speed: clientSpeed(flags.speed, 'record'),
    certificates: undefined,
  });
  return {
    exchange: { origin: served.originUrl, caPem: undefined },
    clock: rehearsal.clock,
    about: {
      clock: 'scenario',
      exchange: 'mock',
      scenario: loaded.scenario.name,
      wire: wireProfileText(wire),
      faults: loaded.scenario.faults.map(({ id }) => id),
    },
    credentials: credentialEnvironment(scenarioAccount(rehearsal)),
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

const ReadyFileSchema = z.object({
  authUrl: z.string(),
  caFile: z.string().nullable(),
  env: z.record(z.string(), z.string()),
});

function readReadyFile(path: string): z.infer<typeof ReadyFileSchema> {
  try {
    return ReadyFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new ConfigError(
      `record --exchange: expected mock, live, a URL such as http://127.0.0.1:8443 or the ready file of a serve, was "${path}".`,
      { cause },
    );
  }
}

/** Errors: ConfigError for a host of Dhan's: only the word live leads there. */
function mockOrigin(url: string): string {
  const { hostname, origin } = new URL(url);
  if (!/(?:^|\.)dhan\.co$/i.test(hostname)) return origin;
  throw new ConfigError(
    `record --exchange: expected the URL of a mock, was ${hostname}. Write --exchange live if you mean the real exchange.`,
  );
}

function readAuthorityFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(
      `record --ca: expected a PEM certificate, was not readable (${file}). Give the ready file's caFile.`,
      {
        cause,
      },
    );
  }
}

/** The account among a ready file's variables; its URLs stay out, they would lead past the recorder. */
function accountOf(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => !/^(?:https?|wss?):|\//.test(value)));
}

/** With fractions, for messages that come within a millisecond. */
const wallClock: Clock = { nowMs: () => performance.timeOrigin + performance.now() };
