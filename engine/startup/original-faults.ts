import { ContractIndex } from '../cache/contract-index.ts';
import { causeChain } from '../errors.ts';
import type { Credentials } from '../ports.ts';
import { loadCredentials } from './load-credentials.ts';
import { loadLiveChains } from './load-option-chain.ts';
import { logReady } from './startup-log.ts';
import type { StartupSubject } from './startup-checks.ts';
import type { StartupReport, StartupStep } from './startup-report.ts';

/**
 * The start as it was before the fixes, so that the tool can be seen to catch it: credentials for the population come from
 * the database alone, whatever fails is swallowed, and the backend calls itself ready over an empty cache. The feed still
 * logs in from the environment. Source: seed-requirements A1.7, A2.24.
 */
export async function startWithOriginalFaults(subject: StartupSubject): Promise<StartupReport> {
  const { options } = subject;
  for (const underlying of options.underlyings) subject.book.open(underlying);
  const population = await populateSwallowingErrors(subject);
  options.log.line('info', '[STARTUP] Starting lifecycle hooks...');
  const resolution = await loadCredentials(options);
  const feed =
    resolution.kind === 'found' ? await feedStep(subject, resolution.credentials) : noFeed(subject);
  subject.startLifecycle();
  logReady(options.log, false);
  return {
    state: 'ready',
    steps: [population, feed],
    statistics: subject.statistics(),
    source: population.status === 'ok' ? 'live' : 'none',
    credentialSource: resolution.kind === 'found' ? resolution.source : undefined,
    causes: [],
    remedy: '',
  };
}

async function populateSwallowingErrors(subject: StartupSubject): Promise<StartupStep> {
  const { options } = subject;
  options.log.line('info', '[STARTUP] Loading option chain from DhanHQ API...');
  try {
    const contracts = new ContractIndex(await options.rest.instrumentMaster(), options.underlyings);
    const building = { contracts, rule: options.cacheRules, priceModel: options.priceModel };
    subject.onBuilding(building);
    await loadLiveChains(options, subject.book, building, await databaseCredentials(subject));
    return { id: 'option-chain', status: 'ok', detail: `${subject.statistics().strikes} strikes` };
  } catch (error) {
    const reason = causeChain(error)[0] ?? 'unknown';
    options.log.line('warn', `⚠️ Failed: ${reason}`);
    return { id: 'option-chain', status: 'warn', detail: `swallowed: ${reason}` };
  }
}

/** The original indexed the row it had not found, in these words of its language. */
async function databaseCredentials(subject: StartupSubject): Promise<Credentials> {
  const state = await subject.options.credentialSources.store.load();
  const row = state.kind === 'rows' ? state.rows[0] : undefined;
  if (!row) throw new TypeError("'NoneType' object is not subscriptable");
  return { clientId: row.clientId, accessToken: row.accessToken };
}

async function feedStep(subject: StartupSubject, credentials: Credentials): Promise<StartupStep> {
  const start = await subject.connectFeed(credentials);
  if (start.kind === 'connected') return { id: 'feed', status: 'ok', detail: 'connected' };
  const detail = start.kind === 'retrying' ? start.problem : (causeChain(start.error)[0] ?? 'refused');
  return { id: 'feed', status: 'warn', detail };
}

function noFeed(subject: StartupSubject): StartupStep {
  subject.options.log.line('warn', '[WARN] No Dhan credentials - waiting...');
  return { id: 'feed', status: 'skip', detail: 'no credentials' };
}
