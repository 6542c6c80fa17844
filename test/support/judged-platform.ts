/** `preopen serve --platform` in a child process, judged by the suite `stocksblitz`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyTargets } from '#cli/verify/target-verification.ts';
import type { CheckStatus } from '#engine/verify/check.ts';
import { readSuite } from '#scenarios/suites/read-suite.ts';
import { platformOfSuite } from '#scenarios/suites/stocksblitz-places.ts';
import { serveMock } from '#test/support/served-mock.ts';
import type { ServedMock } from '#test/support/served-mock.ts';

const FREE_PORTS = [
  '--port',
  '--backend-port',
  '--user-service-port',
  '--ticker-port',
  '--redis-port',
].flatMap((flag) => [flag, '0']);
const LOOK_EVERY_MS = 100;
const TIMEOUT_MS = 15_000;

/** Serves on free ports and, once the market is heard, moves the clock to `at` (IST `HH:mm:ss`). */
export async function servePlatform(
  args: readonly string[],
  at: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServedMock> {
  const served = await serveMock(['--platform', ...FREE_PORTS, ...args], env);
  for (const symbol of ['NIFTY', 'BANKNIFTY'])
    while (!(await hasOptions(served, symbol))) await sleep(LOOK_EVERY_MS);
  await seek(served, at);
  return served;
}

/** The checks of the suite that did not pass, by status; one look, which may come before the consumers have caught up with the clock. */
export async function verdictOf(
  served: ServedMock,
): Promise<Readonly<Record<Exclude<CheckStatus, 'pass'>, readonly string[]>>> {
  const { suite } = await readSuite('stocksblitz', {});
  const platform = platformOfSuite(suite, { PLATFORM_READY_FILE: served.readyFile })!;
  const { checks } = await verifyTargets({ suite, platform }, { timeoutMs: TIMEOUT_MS });
  const idsOf = (wanted: CheckStatus): readonly string[] =>
    checks.filter(({ status }) => status === wanted).map(({ id }) => id);
  return { fail: idsOf('fail'), warn: idsOf('warn'), pending: idsOf('pending'), skip: idsOf('skip') };
}

/** The monitor listens, and the ticker publishes. */
async function hasOptions({ ready }: ServedMock, symbol: string): Promise<boolean> {
  const answer = await fetch(`${ready.backendUrl}/monitor/snapshot?underlying=${symbol}`);
  const { options = {} } = (await answer.json()) as { readonly options?: object };
  return Object.keys(options).length > 0;
}

async function seek({ ready }: ServedMock, at: string): Promise<void> {
  const answer = await fetch(`${ready.controlUrl}/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ready.controlToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ seek: at }),
  });
  if (!answer.ok) throw new Error(`the clock does not move: ${await answer.text()}`);
}
