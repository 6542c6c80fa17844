/** `verify --through-open`: from before the open until the verdict, on the backend's own clock. */
import { createBackendProbe } from '#engine/adapters/probes/backend-probe.ts';
import { httpDateMs } from '#engine/adapters/probes/target-http.ts';
import { SystemClock } from '#engine/adapters/system-clock.ts';
import { TargetClock } from '#engine/adapters/target-clock.ts';
import { createUndiciTransport } from '#engine/adapters/undici-transport.ts';
import { ConfigError, UpstreamError } from '#engine/errors.ts';
import type { HttpTransport } from '#engine/ports.ts';
import { sleep } from '#engine/verify/before-deadline.ts';
import type { VerificationReport } from '#engine/verify/check.ts';
import { checksFor } from '#engine/verify/plan.ts';
import type { VerificationPlan } from '#engine/verify/plan.ts';
import { verifyThroughOpen } from '#engine/verify/through-open.ts';
import type { OpeningEvent, Patience } from '#engine/verify/through-open.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import { wireOf } from '../option-values.ts';
import { isColoured } from '../reporters/colour.ts';
import { openingLines } from '../reporters/opening-report.ts';
import { painter } from '../reporters/paint.ts';
import { writeArtifact } from './artifact.ts';
import { Evidence } from './evidence.ts';
import { addressesOf, logTarget, reportOptions } from './planned-verification.ts';
import type { PlannedVerification } from './planned-verification.ts';
import { reportVerification, verifyTargets } from './target-verification.ts';

/** When a rehearsal in memory begins, IST. */
const REHEARSED_SINCE = '08:55:00';
/** What may be asked every half minute. */
const GLANCED_AT: readonly string[] = [
  'backend.reachable',
  'backend.health',
  'backend.startup',
  'backend.cache',
];
/** How long one answer may take, in ms of our own time. */
const ANSWER_MS_MAX = 5_000;

/** Progress goes to stdout unless a report of another format has it. */
export async function throughOpen(planned: PlannedVerification): Promise<number> {
  const { format } = planned.flags;
  const isTaken = format.some((report) => report.path === undefined && report.format !== 'pretty');
  const paint = painter(isColoured(planned.flags));
  const evidence = new Evidence(planned.secrets);
  const report = await accompany(planned, evidence, (event) => {
    for (const line of openingLines(event, { paint, target: planned.target }))
      (isTaken ? process.stderr : process.stdout).write(`${line}\n`);
  });
  const { artifact } = planned.flags;
  if (artifact !== undefined) await writeArtifact(artifact, planned, { report, evidence });
  return reportVerification(report, reportOptions(planned));
}

/** The final report; `tell` hears what happens until then. Errors: ConfigError without a backend. */
async function accompany(
  planned: PlannedVerification,
  evidence: Evidence,
  tell: (event: OpeningEvent) => void,
): Promise<VerificationReport> {
  if (planned.flags.exchange === 'mock') return inMemory(planned, tell);
  const { backend } = addressesOf(planned);
  if (!backend)
    throw new ConfigError(
      'verify --through-open: expected a backend to accompany, was none. Give --backend URL, or --exchange mock to see it in memory.',
    );
  return overTheNetwork({ planned, url: backend.url, evidence, tell });
}

async function inMemory(
  { flags, plan }: PlannedVerification,
  tell: (event: OpeningEvent) => void,
): Promise<VerificationReport> {
  const loaded = loadScenario(flags.scenario);
  const day = { loaded, startAt: flags.at ?? REHEARSED_SINCE };
  const { openRehearsedTargets } = await import('./rehearsed-verification.ts');
  await using targets = await openRehearsedTargets({ ...flags, wire: wireOf(flags) }, day);
  const { clock, openBackend, look, settled } = targets;
  return await settled(
    verifyThroughOpen({
      clock,
      failOn: flags.failOn,
      look: ({ movesMs = flags.timeout, checkMs }: Partial<Patience> = NO_PATIENCE) =>
        look(plan, {
          log: logTarget(flags),
          timeoutMs: Math.min(movesMs, flags.timeout),
          ...(checkMs === undefined ? {} : { checkMs }),
        }),
      glance: () => look(glanceOf(plan)),
      openBackend,
      answerMs: () => ANSWER_MS_MAX,
      tell,
    }),
  );
}

async function overTheNetwork(run: {
  readonly planned: PlannedVerification;
  readonly url: string;
  readonly evidence: Evidence;
  readonly tell: (event: OpeningEvent) => void;
}): Promise<VerificationReport> {
  const { planned, url, evidence, tell } = run;
  const { flags, plan } = planned;
  const http = evidence.http(createUndiciTransport({ allowLive: true }));
  const clock = new TargetClock();
  const judgedAtMs = (): number => clock.nowMs();
  const addresses = { ...addressesOf(planned), backend: { url, judgedAtMs }, clock, evidence };
  const stopFollowing = await followClock(clock, http, url);
  try {
    return await verifyThroughOpen({
      clock,
      failOn: flags.failOn,
      look: ({ movesMs = flags.timeout, checkMs }: Partial<Patience> = NO_PATIENCE) =>
        verifyTargets(plan, {
          ...addresses,
          timeoutMs: Math.min(movesMs, flags.timeout * clock.pace),
          ...(checkMs === undefined ? {} : { checkMs: Math.max(checkMs / clock.pace, ANSWER_MS_MAX) }),
        }),
      glance: () => verifyTargets(glanceOf(plan), { ...addresses, timeoutMs: flags.timeout }),
      openBackend: (deadlineMs) => createBackendProbe({ http, clock, url, judgedAtMs, deadlineMs }),
      answerMs: () => ANSWER_MS_MAX * Math.max(1, clock.pace),
      tell,
    });
  } finally {
    stopFollowing();
    await http.close();
  }
}

const NO_PATIENCE: Partial<Patience> = {};

/** Checks of the backend's standing; the whole plan where a suite left them out. */
function glanceOf(plan: VerificationPlan): VerificationPlan {
  const glance = { ...plan, chosen: ({ id }: { readonly id: string }) => GLANCED_AT.includes(id) };
  return checksFor(glance).length > 0 ? glance : plan;
}

/** Between the first two readings of the backend's clock: enough to tell a fast one from ours. */
const PACE_KNOWN_MS = 300;
const HEAR_EVERY_MS = 30_000;
const HEAR_EVERY_MS_FAST = 250;

/** Reads the backend's Date twice before it returns, so that its pace is known, then again and again until it is told to stop. */
async function followClock(clock: TargetClock, http: HttpTransport, url: string): Promise<() => void> {
  await hearDate(clock, http, url);
  await sleep(new SystemClock(), PACE_KNOWN_MS);
  await hearDate(clock, http, url);
  let timer: NodeJS.Timeout;
  const again = (): void => {
    timer = setTimeout(
      () => void hearDate(clock, http, url).then(again),
      clock.pace === 1 ? HEAR_EVERY_MS : HEAR_EVERY_MS_FAST,
    );
  };
  again();
  return () => clearTimeout(timer);
}

/** A backend that does not answer just now is asked again later; the glances tell that it is away. */
async function hearDate(clock: TargetClock, http: HttpTransport, url: string): Promise<void> {
  try {
    const response = await http.send({ method: 'GET', url: new URL('/health', url).href, headers: {} });
    const dateMs = httpDateMs(response);
    if (dateMs !== undefined) clock.heard(dateMs);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
  }
}
