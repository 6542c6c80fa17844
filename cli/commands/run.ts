import { ConfigError } from '#engine/errors.ts';
import { istIso } from '#engine/market/ist-time.ts';
import type { Scenario } from '#engine/scenario.ts';
import type { WireProfile } from '#engine/wire/wire-profile.ts';
import { ScenarioExchange } from '#mock-dhan/scenario-exchange.ts';
import { loadScenario } from '#scenarios/catalogue.ts';
import type { Parameters } from '#scenarios/parameters.ts';
import { credentialEnvironment } from '../client-environment.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { tellConduct } from '../judged-client.ts';
import {
  type Cadence,
  type ReportFormat,
  type Speed,
  backendUrl,
  wireOf,
  startTime,
} from '../option-values.ts';
import { openPostbacks, spokenPostbacks } from '../postback-sender.ts';
import { type Rehearsal, createRehearsal, scenarioAccount } from '../rehearsal.ts';
import { childEnvironment } from '../run/child-environment.ts';
import { allowedHosts } from '../run/destinations.ts';
import { fakeTimeVariables, findFakeTimeLibrary } from '../run/fake-time.ts';
import { catchSignals } from '../run/passed-signals.ts';
import { type RehearsalStage, type StagedExchange, setStage } from '../run/rehearsal-stage.ts';
import { superviseCommand } from '../run/supervised-command.ts';
import { judgedSuite, verifyCommand } from '../run/verified-command.ts';
import { clientSpeed, serveExchange } from '../served-exchange.ts';

/** The flags of `preopen run`, as commander names them. */
export interface RunFlags {
  readonly scenario: string;
  readonly seed?: number;
  readonly set?: Parameters;
  readonly speed: Speed;
  readonly at?: string;
  readonly wire: WireProfile;
  readonly cadence?: Cadence;
  /** Folder of the certificate authority. */
  readonly tls?: string | false;
  readonly allow?: readonly string[];
  readonly calls?: string;
  /** Of every account, instead of the scenario's. */
  readonly postback?: string;
  readonly verify?: boolean;
  /** What --verify judges by. */
  readonly suite: string;
  readonly wait: number;
  readonly backend: string;
  readonly timeout: number;
  /** Whether what the command did decides the exit code too. */
  readonly judge?: boolean;
  readonly failOn: 'warn' | 'fail';
  readonly format: readonly ReportFormat[];
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** `preopen run -- COMMAND`. Returns the command's exit code, with --verify the verification's, with --judge what the command did besides. */
export async function run(words: readonly string[], flags: RunFlags): Promise<number> {
  const command = commandOf(words);
  const allowed = allowedHosts(flags.allow ?? []);
  const url = backendUrl(flags.backend, 'run');
  const speed = clientSpeed(flags.speed, 'run');
  const judged = flags.verify ? await judgedSuite(flags.suite) : undefined;
  const say = (text: string): void =>
    void (flags.quiet ? undefined : process.stderr.write(`preopen: ${text}\n`));
  using signals = catchSignals();
  const loaded = loadScenario(flags.scenario, flags.set);
  await using postbacks = openPostbacks(flags.postback);
  const rehearsal = createRehearsal(loaded, {
    seed: flags.seed,
    startAt: startTime(flags.at ?? loaded.scenario.clock.serveAt, 'run'),
    isRaw: false,
    wire: wireOf(flags),
    postbacks,
  });
  const exchange = new ScenarioExchange(rehearsal);
  exchange.judge();
  const staged: StagedExchange = {
    nowMs: () => rehearsal.clock.nowMs(),
    serve: (certificates, observer) =>
      serveExchange({ clock: rehearsal.clock, exchange }, { speed, certificates, observer }),
  };
  await using stage = await setStage(staged, {
    allowed,
    caFolder: flags.tls === false ? undefined : flags.tls,
    callsFile: flags.calls,
  });
  const { env, withheld } = childEnvironment(process.env, {
    ...stage,
    credentials: credentialsOf(loaded.scenario, rehearsal),
    fakeTime: flags.at === undefined ? {} : fakeTime(rehearsal, speed, say),
  });
  announce(rehearsal, stage, withheld, say);
  const posted = spokenPostbacks(loaded.scenario, flags.postback);
  if (posted !== undefined) say(posted);
  try {
    await using child = await superviseCommand({
      command,
      env,
      signals,
      say,
      // The report alone goes to stdout.
      ...(judged ? { onOutput: (chunk: Buffer) => void process.stderr.write(chunk) } : {}),
    });
    const exitCode = judged
      ? await verifyCommand({
          ...flags,
          judged,
          child,
          signals,
          backendUrl: url,
          nowMs: () => rehearsal.clock.nowMs(),
          waitMs: flags.wait,
          timeoutMs: flags.timeout,
          say,
        })
      : (await child.ended).exitCode;
    return gravest(exitCode, tellConduct(exchange, flags));
  } finally {
    summarise(stage, say);
  }
}

/** What the command did wrong outranks how it ended, and how it ended outranks a fault that never struck. */
function gravest(exitCode: number, conduct: ExitCode): number {
  if (conduct === EXIT_CODES.failed || exitCode === EXIT_CODES.ok) return conduct;
  return exitCode;
}

function commandOf([program, ...words]: readonly string[]): [string, ...string[]] {
  if (program) return [program, ...words];
  throw new ConfigError(
    'run: expected a command behind --, was none. Write: preopen run --scenario market-hours -- uvicorn app.main:app',
  );
}

/** The test account, as far as the scenario gives its backend one. */
function credentialsOf({ backend }: Scenario, rehearsal: Rehearsal): Readonly<Record<string, string>> {
  const variables = Object.entries(credentialEnvironment(scenarioAccount(rehearsal)));
  const given: readonly string[] = backend.environment;
  const isWithheld = (name: string): boolean =>
    (name === 'DHAN_CLIENT_ID' || name === 'DHAN_ACCESS_TOKEN') && !given.includes(name);
  return Object.fromEntries(variables.filter(([name]) => !isWithheld(name)));
}

function fakeTime(
  { clock }: Rehearsal,
  speed: number,
  say: (text: string) => void,
): Readonly<Record<string, string>> {
  const library = findFakeTimeLibrary();
  if (library === undefined) {
    say(
      "libfaketime is not installed: the command keeps this machine's time, the exchange has the scenario's",
    );
    return {};
  }
  const moment = { scenarioNowMs: clock.nowMs(), wallNowMs: Date.now(), speed };
  return fakeTimeVariables(library, moment, process.env);
}

function announce(
  { clock, exchange }: Rehearsal,
  stage: RehearsalStage,
  withheld: readonly string[],
  say: (text: string) => void,
): void {
  say(
    `SIMULATED exchange at ${stage.restUrl}, scenario ${exchange.scenario.name}, now ${istIso(clock.nowMs())}`,
  );
  if (withheld.length > 0)
    say(`the command gets the test account instead of the values of ${withheld.join(', ')}`);
}

function summarise(stage: RehearsalStage, say: (text: string) => void): void {
  const counts = stage.counts();
  const told = counts.map(({ host, outcome, calls }) => `${host} ${calls} ${outcome}`);
  say(told.length > 0 ? `calls: ${told.join(', ')}` : 'calls: none left the command');
  const refused = [...new Set(counts.filter(({ outcome }) => outcome === 'refused').map(({ host }) => host))];
  if (refused.length > 0)
    say(
      `refused: ${refused.join(', ')}. Pass --allow HOST for those it may call; hosts of Dhan's never are.`,
    );
  if (counts.some(({ outcome }) => outcome === 'untrusted'))
    say('a client broke off the TLS handshake: it trusts authorities of its own and not the rehearsal’s');
}
