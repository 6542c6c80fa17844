import { maskClientId } from '../cache/access-token.ts';
import type { Variables } from '../cache/credentials.ts';
import type { CacheStatistics } from '../cache/statistics.ts';
import type { LogSink } from '../ports.ts';
import type { StartupRefusal } from './startup-refusal.ts';

/** The documented lines of a start, word for word: other tools grep for them. Source: seed-requirements A1-A4. */

/** `From env: ...`, one line per variable; the client id masked, the token only as present. */
export function logEnvironment(log: LogSink, environment: Variables): void {
  const clientId = environment['DHAN_CLIENT_ID'];
  const token = environment['DHAN_ACCESS_TOKEN'];
  log.line('info', '[STARTUP] Auto-loading credentials...');
  log.line('info', `From env: DHAN_CLIENT_ID=${clientId ? maskClientId(clientId) : 'not set'}`);
  log.line('info', `From env: DHAN_ACCESS_TOKEN=${token ? 'present' : 'not set'}`);
}

/** Two lines after the master was read. */
export function logInstrumentMaster(log: LogSink, instruments: number): void {
  log.line('info', `Loaded: ${instruments} instruments`);
  log.line('info', 'Ready to match securities');
}

/** Four lines after the chains were read. */
export function logPopulation(log: LogSink, statistics: CacheStatistics): void {
  log.line('info', `Fetch expiries: ${statistics.expiries} found`);
  log.line('info', `Fetch strikes: ${statistics.strikes} found`);
  log.line('info', 'Populate cache: Complete');
  log.line('info', `Add tokens: ${statistics.tokens} total`);
}

/** `source` is the only difference between a live start and one on closing prices; no line claims live data for the latter. */
export function logStatistics(
  log: LogSink,
  statistics: CacheStatistics,
  source: 'live' | { readonly closingOf: string },
): void {
  const title =
    source === 'live'
      ? '[STARTUP] ✅ Option chain cache populated with live data:'
      : `[STARTUP] ⚠ Option chain cache populated with closing prices of ${source.closingOf}:`;
  log.line(source === 'live' ? 'info' : 'warn', title);
  logCounters(log, statistics, 'info');
}

/** The last line of a start that was not refused. */
export function logReady(log: LogSink, isDegraded: boolean): void {
  if (isDegraded) log.line('warn', '[STARTUP] ⚠ Backend started on closing prices, not ready for trading');
  else log.line('info', '[STARTUP] Backend ready!');
}

/** FATAL, the four counters, the whole cause chain and what mends it. */
export function logRefusal(log: LogSink, refusal: StartupRefusal, statistics: CacheStatistics): void {
  const what = refusal.stepId === 'feed' ? 'the live feed' : 'cache';
  log.line('error', `[STARTUP] FATAL: Cannot start without ${what}!`);
  logCounters(log, statistics, 'error');
  log.line('error', '[ERROR] Full traceback...');
  for (const cause of refusal.causes) log.line('error', `[ERROR]   ${cause}`);
  log.line('error', `[ERROR] What to do: ${refusal.remedy}`);
}

function logCounters(log: LogSink, statistics: CacheStatistics, level: 'info' | 'error'): void {
  log.line(level, `[STARTUP]    • Underlyings: ${statistics.underlyings}`);
  log.line(level, `[STARTUP]    • Expiries: ${statistics.expiries}`);
  log.line(level, `[STARTUP]    • Strikes: ${statistics.strikes}`);
  log.line(level, `[STARTUP]    • Tokens: ${statistics.tokens}`);
}
