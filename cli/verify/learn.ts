/** `verify --learn FILE`: writes what a healthy backend serves as a suite, and holds the suite against it once. */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { takeSnapshot } from '#engine/adapters/probes/backend-snapshot.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { ConfigError, StoreError } from '#engine/errors.ts';
import { exitCodeOf } from '#engine/verify/verdict.ts';
import { learntChecks } from '#engine/verify/learnt-suite.ts';
import { backendUrl } from '../option-values.ts';
import { planVerification, reportOptions, verifyOnce } from './planned-verification.ts';
import type { PlannedVerification } from './planned-verification.ts';
import { reportVerification } from './target-verification.ts';
import type { VerifyFlags } from './verify-flags.ts';

/**
 * The mode. Nothing is written unless every check passes, and nothing is kept that does not pass at once. The exit code is that of the
 * report it prints. Errors: ConfigError without a backend, and for a file that is there already.
 */
export async function learn(planned: PlannedVerification): Promise<number> {
  const { flags } = planned;
  const file = flags.learn ?? '';
  const url = learntUrl(flags);
  if (existsSync(file))
    throw new ConfigError(
      `verify --learn: expected a new file, was one that is there already (${file}). Name another, or remove it.`,
    );
  const report = await verifyOnce(planned);
  if (exitCodeOf(report, { failOn: flags.failOn }) !== 0) {
    process.stderr.write(
      'preopen: nothing was learnt: a baseline of a system that is not healthy would excuse it\n',
    );
    return reportVerification(report, reportOptions(planned));
  }
  const checks = await suiteText(planned, url);
  await written(file, checks.text);
  const learnt = await planVerification({ ...flags, suite: file });
  const held = await verifyOnce(learnt);
  const exitCode = await reportVerification(held, reportOptions(learnt));
  if (exitCode === 0) process.stderr.write(`preopen: learnt ${checks.count} checks, which pass: ${file}\n`);
  else {
    await rm(file, { force: true });
    process.stderr.write(`preopen: ${file} was not kept: what was learnt did not pass a moment later\n`);
  }
  return exitCode;
}

function learntUrl({ backend, exchange }: VerifyFlags): string {
  if (exchange === 'mock' || backend === undefined)
    throw new ConfigError(
      'verify --learn: expected --backend URL, was none. A baseline is learnt from a backend on the network.',
    );
  const { username, password } = new URL(backendUrl(backend, 'verify --learn'));
  if (username !== '' || password !== '')
    throw new ConfigError(
      'verify --learn: expected a URL without a password, because it is written into the suite. Give the password in a header of the suite: ${VARIABLE:?}.',
    );
  return backend;
}

async function suiteText(
  { flags, plan }: PlannedVerification,
  url: string,
): Promise<{ readonly text: string; readonly count: number }> {
  const http = createUndiciTransport({ allowLive: true });
  try {
    const options = { http, clock: new SystemClock(), nowMs: () => performance.now(), url };
    const checks = learntChecks(await takeSnapshot(options));
    const { exchange, backend, log, logCmd, database } = flags;
    const suite = {
      schemaVersion: 1,
      name: 'baseline',
      extends: [...(plan.exchange ? ['dhan'] : []), 'options-backend'],
      targets: { exchange, backend, log, logCommand: logCmd, database },
      checks,
    };
    const head = `# Learnt by preopen verify --learn from a healthy system. Counts are lower bounds, latencies budgets: change what is too strict.\n`;
    return { text: head + stringify(JSON.parse(JSON.stringify(suite))), count: checks.length };
  } finally {
    await http.close();
  }
}

async function written(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new StoreError(`cannot write the suite to ${file}. Give a folder that exists and is writable.`, {
      cause,
    });
  }
}
