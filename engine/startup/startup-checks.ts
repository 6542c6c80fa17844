import type { Underlying } from '../market/instrument.ts';
import type { ChainBuilding } from '../cache/cached-chain.ts';
import type { ChainBook } from '../cache/chain-book.ts';
import { ContractIndex } from '../cache/contract-index.ts';
import type { FeedStart } from '../cache/feed-link.ts';
import type { CacheStatistics } from '../cache/statistics.ts';
import type { EngineOptions } from '../engine-options.ts';
import { causeChain, UpstreamError } from '../errors.ts';
import type { Credentials } from '../ports.ts';
import { loadCredentials } from './load-credentials.ts';
import { loadClosingChains, loadLiveChains, mayFallBack } from './load-option-chain.ts';
import type { LoadedSource } from './load-option-chain.ts';
import {
  logEnvironment,
  logInstrumentMaster,
  logPopulation,
  logReady,
  logRefusal,
  logStatistics,
} from './startup-log.ts';
import { StartupRefusal, toRefusal } from './startup-refusal.ts';
import type { StartupReport, StartupStep } from './startup-report.ts';

/** What the checks work on; the engine lends its parts and is told what was found. */
export interface StartupSubject {
  readonly options: EngineOptions;
  readonly book: ChainBook;
  readonly statistics: () => CacheStatistics;
  /** The master is known: chains can be cut from ladders, now and when the money moves. */
  readonly onBuilding: (building: ChainBuilding) => void;
  /** The cache stands: hooks of the running day (end of day) may be planned. */
  readonly startLifecycle: () => void;
  readonly connectFeed: (credentials: Credentials) => Promise<FeedStart>;
}

/** The run so far; a refusal reports it as it stands. */
interface Progress {
  readonly startedAtMs: number;
  readonly steps: StartupStep[];
  currentStep: string;
  credentialSource: string | undefined;
  source: StartupReport['source'];
}

/**
 * The ordered start: credentials, instrument master, option chain, statistics, lifecycle hooks with the feed. The first step
 * that fails ends it, is logged as FATAL with its whole cause chain, and is returned as a report: this never rejects.
 */
export async function runStartupChecks(subject: StartupSubject): Promise<StartupReport> {
  const progress: Progress = {
    startedAtMs: subject.options.clock.nowMs(),
    steps: [],
    currentStep: 'credentials',
    credentialSource: undefined,
    source: 'none',
  };
  try {
    const credentials = await checkCredentials(subject, progress);
    const building = await checkInstrumentMaster(subject, progress);
    const source = await checkOptionChain(subject, progress, credentials, building);
    checkStatistics(subject, progress, source);
    await startHooks(subject, progress, credentials.credentials);
    logReady(subject.options.log, progress.source === 'closing');
    return report(subject, progress, progress.source === 'closing' ? 'degraded' : 'ready');
  } catch (error) {
    return refuse(subject, progress, error);
  }
}

/** Credentials, or the reason why there are none and closing prices stand in. */
type CredentialOutcome =
  | { readonly credentials: Credentials }
  | { readonly credentials: undefined; readonly causes: readonly string[] };

async function checkCredentials(subject: StartupSubject, progress: Progress): Promise<CredentialOutcome> {
  const { options } = subject;
  logEnvironment(options.log, options.credentialSources.environment);
  const resolution = await loadCredentials(options);
  for (const note of resolution.notes) options.log.line('info', `[STARTUP] Credentials: ${note}`);
  if (resolution.kind === 'found') {
    progress.credentialSource = resolution.source;
    pass(progress, resolution.notes.join('; '));
    return { credentials: resolution.credentials };
  }
  if (!options.allowClosingPrices)
    throw new StartupRefusal('credentials', resolution.causes, resolution.remedy);
  warn(progress, `${resolution.causes.join('; ')}; going on with closing prices as allowed`);
  return { credentials: undefined, causes: resolution.causes };
}

async function checkInstrumentMaster(subject: StartupSubject, progress: Progress): Promise<ChainBuilding> {
  progress.currentStep = 'instrument-master';
  const { options } = subject;
  options.log.line('info', '[STARTUP] Loading instrument master...');
  const contracts = await loadContracts(options, progress);
  const building = { contracts, rule: options.cacheRules, priceModel: options.priceModel };
  subject.onBuilding(building);
  return building;
}

async function loadContracts(options: EngineOptions, progress: Progress): Promise<ContractIndex> {
  try {
    const rows = await options.rest.instrumentMaster();
    const contracts = new ContractIndex(rows, options.underlyings);
    const unlisted = options.underlyings.filter(({ symbol }) => !contracts.lists(symbol));
    if (unlisted.length > 0) throw stubMaster(unlisted, rows.length);
    logInstrumentMaster(options.log, rows.length);
    pass(progress, `${rows.length} rows, ${contracts.size} option contracts of the followed underlyings`);
    return contracts;
  } catch (error) {
    if (!mayFallBack(error)) throw error;
    options.log.line('warn', `[STARTUP] Instrument master not loaded: ${causeChain(error)[0]}`);
    warn(progress, `not loaded: ${causeChain(error).join(': ')}`);
    return new ContractIndex([], options.underlyings);
  }
}

/** On some holidays the exchange publishes a master of a few rows, and it has blanked columns before. */
function stubMaster(unlisted: readonly Underlying[], rows: number): StartupRefusal {
  const symbols = unlisted.map(({ symbol }) => symbol).join(', ');
  return new StartupRefusal(
    'instrument-master',
    [
      `instrument master: expected option contracts of every followed underlying, was none of ${symbols} in ${rows} rows`,
    ],
    "Open the master URL in a browser and compare; the detailed CSV must have OPTIDX rows. Keep yesterday's master until it has.",
  );
}

async function checkOptionChain(
  subject: StartupSubject,
  progress: Progress,
  outcome: CredentialOutcome,
  building: ChainBuilding,
): Promise<LoadedSource> {
  progress.currentStep = 'option-chain';
  const { options, book } = subject;
  if (!outcome.credentials) return fallBack(subject, progress, building, outcome.causes);
  options.log.line('info', '[STARTUP] Loading option chain from DhanHQ API...');
  try {
    await checkProfile(options, outcome.credentials);
    options.log.line('info', 'Credentials: Valid');
    await loadLiveChains(options, book, building, outcome.credentials);
    logPopulation(options.log, subject.statistics());
    progress.source = 'live';
    pass(progress, `${subject.statistics().strikes} strikes from the exchange`);
    return 'live';
  } catch (error) {
    if (!mayFallBack(error)) throw error;
    options.log.line('warn', `[STARTUP] Live option chain failed: ${causeChain(error)[0]}`);
    return fallBack(subject, progress, building, causeChain(error));
  }
}

/** Only the exchange knows whether a token that looks sound still is: a newer one ends it at once. */
async function checkProfile(options: EngineOptions, credentials: Credentials): Promise<void> {
  const profile = await options.rest.profile(credentials);
  if (profile.dataPlan !== 'Deactive') return;
  throw new UpstreamError(
    `data plan: expected Active, was ${profile.dataPlan} (GET /profile). Subscribe to the Data APIs on web.dhan.co.`,
    { failure: 'authentication', endpoint: '/profile', status: 200, dhanCode: '806' },
  );
}

async function fallBack(
  subject: StartupSubject,
  progress: Progress,
  building: ChainBuilding,
  causes: readonly string[],
): Promise<LoadedSource> {
  const source = await loadClosingChains(subject.options, subject.book, building, causes);
  progress.source = 'closing';
  const session = source === 'live' ? '' : ` of ${source.closingOf}`;
  warn(progress, `closing prices${session}, because: ${causes.join(': ')}`);
  return source;
}

function checkStatistics(subject: StartupSubject, progress: Progress, source: LoadedSource): void {
  progress.currentStep = 'statistics';
  const statistics = subject.statistics();
  logStatistics(subject.options.log, statistics, source);
  const empty = Object.entries(statistics).filter(([, count]) => count === 0);
  if (empty.length > 0)
    throw new StartupRefusal(
      'statistics',
      [
        'Cache still empty!',
        `cache statistics: expected every counter above 0, was 0 for ${empty.map(([name]) => name).join(', ')}`,
      ],
      'Check the cache rules (expiries per underlying) and that the exchange lists these underlyings today.',
    );
  subject.options.log.line('info', '[STARTUP] ✅ Cache verified and ready');
  const { underlyings, expiries, strikes, tokens } = statistics;
  pass(progress, `${underlyings} underlyings, ${expiries} expiries, ${strikes} strikes, ${tokens} tokens`);
}

async function startHooks(
  subject: StartupSubject,
  progress: Progress,
  credentials: Credentials | undefined,
): Promise<void> {
  progress.currentStep = 'feed';
  subject.options.log.line('info', '[STARTUP] Starting lifecycle hooks...');
  if (credentials) await connectFeed(subject, progress, credentials);
  else progress.steps.push({ id: 'feed', status: 'skip', detail: 'no credentials, so no live feed' });
  subject.startLifecycle();
}

async function connectFeed(
  subject: StartupSubject,
  progress: Progress,
  credentials: Credentials,
): Promise<void> {
  const start = await subject.connectFeed(credentials);
  switch (start.kind) {
    case 'connected':
      pass(progress, 'connected');
      return;
    case 'retrying':
      warn(progress, `not connected, trying again: ${start.problem}`);
      return;
    case 'refused':
      throw start.error;
  }
}

function refuse(subject: StartupSubject, progress: Progress, error: unknown): StartupReport {
  const refusal = toRefusal(error, progress.currentStep, remedyFor(error));
  progress.steps.push({ id: refusal.stepId, status: 'fail', detail: refusal.causes.join(': ') });
  logRefusal(subject.options.log, refusal, subject.statistics());
  return {
    ...report(subject, progress, 'refused'),
    causes: refusal.causes,
    remedy: refusal.remedy,
  };
}

function remedyFor(error: unknown): string {
  const isLogin = error instanceof UpstreamError && error.failure === 'authentication';
  return isLogin
    ? 'Make a new access token on web.dhan.co (a newer one ends the older), set DHAN_ACCESS_TOKEN and start again.'
    : 'Read the causes from the first to the last; the last one is what happened.';
}

function report(subject: StartupSubject, progress: Progress, state: StartupReport['state']): StartupReport {
  return {
    state,
    steps: progress.steps,
    statistics: subject.statistics(),
    source: progress.source,
    credentialSource: progress.credentialSource,
    tookMs: subject.options.clock.nowMs() - progress.startedAtMs,
    causes: [],
    remedy: '',
  };
}

function pass(progress: Progress, detail: string): void {
  progress.steps.push({ id: progress.currentStep, status: 'ok', detail });
}

function warn(progress: Progress, detail: string): void {
  progress.steps.push({ id: progress.currentStep, status: 'warn', detail });
}
