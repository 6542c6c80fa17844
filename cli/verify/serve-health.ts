/** `verify --serve`: looks again and again in the background and answers /health and /metrics from the last verdict. */
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { sleep } from '#engine/verify/before-deadline.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { reportOptions, verifyOnce } from './planned-verification.ts';
import type { PlannedVerification } from './planned-verification.ts';
import { renderVerification } from './target-verification.ts';
import { answerVerdict, listenForHealth } from './verdict-server.ts';
import type { KeptVerdict } from './verdict-server.ts';

/** A verdict that so many pauses and this long have passed over is no verdict of now. */
const STALE_PAUSES = 3;
const STALE_MS_MIN = 60_000;
/** A free port. */
const LOOPBACK = { host: '127.0.0.1', port: 0 } as const;

/** The mode. Serves until SIGINT or SIGTERM and returns 0. A request is never held up by a look. */
export async function serveHealth(planned: PlannedVerification): Promise<number> {
  const { serve: address = LOOPBACK, every, quiet } = planned.flags;
  const clock = new SystemClock();
  const stopped = stopSignal();
  let verdict: KeptVerdict | undefined;
  const staleMs = Math.max(STALE_PAUSES * every, STALE_MS_MIN);
  await using server = await listenForHealth(address, (request) =>
    answerVerdict(request, verdict, { nowMs: clock.nowMs(), staleMs }),
  );
  if (!quiet)
    process.stderr.write(`preopen: health on ${server.url}/health, metrics on ${server.url}/metrics\n`);
  const looking = (async (): Promise<never> => {
    for (;;) {
      const { exitCode, render } = renderVerification(await verifyOnce(planned), reportOptions(planned));
      verdict = { exitCode, render, atMs: clock.nowMs() };
      await sleep(clock, every);
    }
  })();
  await Promise.race([looking, stopped]);
  return EXIT_CODES.ok;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
