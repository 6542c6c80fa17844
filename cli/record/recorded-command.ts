/** `preopen record -- COMMAND`: the program is led to the recording proxy as `preopen run` leads it to the mock. */
import type { WireRecorder } from '#engine/adapters/recording/wire-recorder.ts';
import { childEnvironment } from '../run/child-environment.ts';
import { allowedHosts } from '../run/destinations.ts';
import type { PassedSignals } from '../run/passed-signals.ts';
import { setStage } from '../run/rehearsal-stage.ts';
import { superviseCommand } from '../run/supervised-command.ts';
import type { RecordTarget } from './record-target.ts';
import { openRecordingProxy } from './recording-proxy.ts';

export interface RecordedCommand {
  readonly command: readonly [string, ...string[]];
  /** Hosts outside that it may call. */
  readonly allow: readonly string[];
  readonly target: RecordTarget;
  readonly recorder: WireRecorder;
  readonly signals: PassedSignals;
  readonly say: (text: string) => void;
}

/** Runs it to its end and returns its exit code. Errors: ConfigError when it cannot be started. */
export async function recordCommand(options: RecordedCommand): Promise<number> {
  const { command, target, recorder, signals, say } = options;
  await using stage = await setStage(
    {
      nowMs: () => target.clock.nowMs(),
      serve: ({ leaf }) => openRecordingProxy({ exchange: target.exchange, recorder, tls: leaf }),
    },
    { allowed: allowedHosts(options.allow), caFolder: undefined, callsFile: undefined },
  );
  const { env, withheld } = childEnvironment(process.env, {
    ...stage,
    credentials: target.credentials ?? ownAccount(process.env),
    fakeTime: {},
  });
  say(`recording ${target.about.exchange} into ${recorder.path}`);
  if (withheld.length > 0)
    say(`the command gets the test account instead of the values of ${withheld.join(', ')}`);
  await using child = await superviseCommand({ command, env, signals, say });
  return (await child.ended).exitCode;
}

/** The real exchange, or a mock by its URL, is met with the user's own account. */
function ownAccount(
  inherited: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inherited).flatMap(([name, value]) =>
      name.startsWith('DHAN_') && value !== undefined ? [[name, value]] : [],
    ),
  );
}
