import { appendFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createPinoLog } from '#engine/adapters/pino-log.ts';
import { spokenPlatformFault } from '#engine/faults/platform-fault.ts';
import { istIso } from '#engine/market/ist-time.ts';
import type { Credentials, LogSink } from '#engine/ports.ts';
import type { PriceModelName } from '#engine/pricing/price-model.ts';
import type { Scenario } from '#engine/scenario.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import type { KeptCertificates } from '#mock-dhan/certificate-folder.ts';
import type { SlowReaderPolicy } from '#mock-dhan/feed/client-session.ts';
import type { ListeningExchange } from '#mock-dhan/listen.ts';
import { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';
import type { TenantDirectory } from '#mock-dhan/tenants/tenant-directory.ts';
import { createTenantsExchange } from '#mock-dhan/tenants/tenants-exchange.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import type { Parameters } from '#scenarios/parameters.ts';
import { type ServedBackend, serveBackend } from '../backend.ts';
import { announceTrust, openCertificates } from '../served-certificates.ts';
import { type EnvironmentSyntax, clientEnvironment, renderEnvironment } from '../client-environment.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { tellConduct } from '../judged-client.ts';
import { type Cadence, type Speed, wireOf, startTime } from '../option-values.ts';
import { openPostbacks, spokenPostbacks } from '../postback-sender.ts';
import { writeReadyFile } from '../ready-file.ts';
import { type Rehearsal, createRehearsal, scenarioAccount } from '../rehearsal.ts';
import { loopDay } from '../looped-day.ts';
import type { Platform, PlatformPlaces } from '../platform/platform.ts';
import { clientSpeed, serveExchange } from '../served-exchange.ts';
import { createTenants, openTenants } from '../tenants.ts';

export interface ServeFlags {
  readonly scenario: string;
  /** The recording that speaks for the exchange instead. */
  readonly recording?: string;
  readonly shift?: string;
  readonly seed?: number;
  readonly set?: Parameters;
  readonly speed: Speed;
  readonly at?: string;
  readonly host: string;
  readonly port: number;
  readonly controlPort: number;
  /** Folder of the certificate authority. */
  readonly tls?: string | false;
  readonly backend?: 'after' | 'before';
  /** 8000, with the platform 8081, unless given. */
  readonly backendPort?: number;
  /** The second system around the backend. */
  readonly platform?: boolean;
  readonly userServicePort: number;
  readonly tickerPort: number;
  readonly redis?: string;
  readonly redisPort: number;
  readonly bars?: string;
  readonly apiKeys?: string;
  readonly priceModel?: PriceModelName;
  readonly wire: WireProfile;
  readonly cadence?: Cadence;
  readonly slowReader: SlowReaderPolicy;
  /** Where the changes of orders are posted, instead of the scenario's own URLs. */
  readonly postback?: string;
  readonly raw?: boolean;
  readonly strict?: boolean;
  /** The day begins again when it is over. */
  readonly loop?: boolean;
  /** Clients with an exchange of their own. */
  readonly tenants?: number;
  /** Whether what the clients did decides the exit code. */
  readonly judge?: boolean;
  readonly readyFile?: string;
  readonly printEnv?: EnvironmentSyntax;
  readonly logFile?: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** What `--ready-file` holds. Other tools rely on these keys. */
interface ReadyFile {
  readonly restUrl: string;
  readonly authUrl: string;
  readonly feedUrl: string;
  readonly controlUrl: string;
  readonly controlToken: string;
  readonly backendUrl: string | null;
  readonly backend: { readonly state: string; readonly cause?: readonly string[] } | null;
  /** The authority to trust, absolute; null without --tls. */
  readonly caFile: string | null;
  /** With --platform. */
  readonly platform?: PlatformPlaces;
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
  /** With --tenants. */
  readonly tenants?: readonly Credentials[];
}

/** `preopen serve`: runs until SIGINT or SIGTERM, then tells what its clients did, closes every socket, removes the ready file and returns 0, or the verdict. */
export async function serve(flags: ServeFlags): Promise<number> {
  const speed = clientSpeed(flags.speed, 'serve');
  const loaded = loadScenario(flags.scenario, flags.set);
  await using postbacks = openPostbacks(flags.postback);
  const options = {
    seed: flags.seed,
    startAt: startTime(flags.at ?? loaded.scenario.clock.serveAt, 'serve'),
    isRaw: flags.raw ?? false,
    wire: wireOf(flags),
    slowReaders: flags.slowReader,
    postbacks,
  };
  const rehearsal = createRehearsal(loaded, options);
  const stopped = stopSignal();
  const log = teeLog(createPinoLog({ level: flags.quiet ? 'warn' : 'info' }), flags.logFile);
  const certificates = await openCertificates(flags);
  const exchange = new ScenarioExchange(rehearsal);
  if (flags.loop) loopDay(exchange);
  using tenants =
    flags.tenants === undefined
      ? undefined
      : openTenants(flags.tenants, createTenants(loaded, rehearsal, { ...options, speed }));
  const served = tenants ? createTenantsExchange(exchange, tenants) : exchange;
  await using listening = await serveExchange(
    { clock: rehearsal.clock, exchange: served },
    {
      host: flags.host,
      port: flags.port,
      controlPort: flags.controlPort,
      speed,
      certificates,
    },
  );
  const variant = flags.backend ?? (flags.platform ? 'after' : undefined);
  if (variant === undefined) exchange.judge();
  announce(listening, rehearsal, log);
  if (certificates) announceTrust(certificates, listening, log);
  const posted = spokenPostbacks(loaded.scenario, flags.postback);
  if (posted !== undefined) log.line('info', posted);
  announcePlatformFaults(loaded.scenario, { isServed: flags.platform ?? false, log });
  await using platform = flags.platform ? await servePlatform(flags, rehearsal, log) : undefined;
  await using backend =
    variant === undefined
      ? undefined
      : await serveBackend({
          loaded,
          rehearsal,
          listening,
          log,
          host: flags.host,
          port: flags.backendPort ?? (platform ? PLATFORM_BACKEND_PORT : BACKEND_PORT),
          priceModel: flags.priceModel,
          withOriginalFaults: variant === 'before',
          platform,
          caPem: certificates?.ca.cert,
          judge: (facts) => exchange.judge(facts),
        });
  if (backend) announceBackend(backend, log);
  if (backend?.state === 'refused' && flags.strict) return EXIT_CODES.failed;
  await announceReady(flags, readyFile(rehearsal, { listening, certificates, backend, tenants, platform }));
  try {
    await stopped;
  } finally {
    if (flags.readyFile !== undefined) await rm(flags.readyFile, { force: true });
  }
  return tellConduct(exchange, flags);
}

const BACKEND_PORT = 8000;
/** Source: seed-requirements A10, item 86. */
const PLATFORM_BACKEND_PORT = 8081;

async function servePlatform(
  flags: ServeFlags,
  { exchange, clock }: Rehearsal,
  log: LogSink,
): Promise<Platform> {
  const { openPlatform } = await import('../platform/platform.ts');
  const opened = await openPlatform({
    host: flags.host,
    symbols: exchange.scenario.world.underlyings.map(({ symbol }) => symbol),
    clock,
    log,
    faults: exchange.scenario.platform.faults,
    redisUrl: flags.redis,
    redisPort: flags.redisPort,
    userServicePort: flags.userServicePort,
    tickerPort: flags.tickerPort,
    bars: flags.bars,
    apiKeys: flags.apiKeys,
  });
  const { userServiceUrl, tickerUrl, login } = opened.places;
  log.line(
    'info',
    `user service ${userServiceUrl} (log in as ${login.email})   ticker health ${tickerUrl}/health`,
  );
  return opened;
}

/** Faults of the second system strike nobody where it is not served. */
function announcePlatformFaults(
  { name, platform }: Scenario,
  { isServed, log }: { readonly isServed: boolean; readonly log: LogSink },
): void {
  if (platform.faults.length === 0) return;
  const faults = platform.faults.map(spokenPlatformFault).join(', ');
  log.line(
    'warn',
    isServed
      ? `wrong with the platform: ${faults}`
      : `scenario ${name} plans faults of the second system (${faults}), which is not served: give --platform, or nothing goes wrong`,
  );
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

/** The log on stderr and, plain and line by line as `tail -f` and grep want it, in a file. */
function teeLog(log: LogSink, file: string | undefined): LogSink {
  if (file === undefined) return log;
  return {
    line(level, text) {
      log.line(level, text);
      appendFileSync(file, `${text}\n`);
    },
  };
}

function announce(listening: ListeningExchange, { exchange, clock, seed }: Rehearsal, log: LogSink): void {
  log.line(
    'info',
    `SIMULATED exchange, scenario ${exchange.scenario.name}, seed ${seed}, now ${istIso(clock.nowMs())}`,
  );
  log.line('info', `REST ${listening.restUrl}   feed ${listening.feedUrl}   control ${listening.controlUrl}`);
}

function announceBackend(backend: ServedBackend, log: LogSink): void {
  if (backend.url !== undefined) {
    log.line('info', `backend ${backend.url} (${backend.state})`);
    return;
  }
  log.line('error', `backend refused to start: ${backend.causes.join(' <- ')}`);
  log.line('error', `to mend: ${backend.remedy}. The exchange stays up.`);
}

function readyFile(
  rehearsal: Rehearsal,
  served: {
    readonly listening: ListeningExchange;
    readonly certificates: KeptCertificates | undefined;
    readonly backend: ServedBackend | undefined;
    readonly tenants: TenantDirectory | undefined;
    readonly platform: Platform | undefined;
  },
): ReadyFile {
  const { listening, certificates, backend, tenants, platform } = served;
  const isRefused = backend?.state === 'refused';
  return {
    restUrl: listening.restUrl,
    authUrl: listening.originUrl,
    feedUrl: listening.feedUrl,
    controlUrl: listening.controlUrl,
    controlToken: listening.controlToken,
    backendUrl: backend?.url ?? null,
    backend: backend ? { state: backend.state, ...(isRefused ? { cause: backend.causes } : {}) } : null,
    caFile: certificates?.caFile ?? null,
    ...(platform ? { platform: platform.places } : {}),
    pid: process.pid,
    env: clientEnvironment(scenarioAccount(rehearsal), listening, certificates?.caFile),
    ...(tenants ? { tenants: tenants.all().map(({ credentials }) => credentials) } : {}),
  };
}

async function announceReady(flags: ServeFlags, ready: ReadyFile): Promise<void> {
  if (flags.printEnv !== undefined) process.stdout.write(renderEnvironment(ready.env, flags.printEnv));
  if (flags.readyFile !== undefined) await writeReadyFile(flags.readyFile, ready);
}
