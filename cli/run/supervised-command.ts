/** The rehearsed program under supervision: signals reach it once each, it gets time to end, and nothing it started stays behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess } from '#engine/adapters/process-runner.ts';
import type { PassedSignal, ProcessEnd, RunningProcess } from '#engine/adapters/process-runner.ts';
import type { PassedSignals } from './passed-signals.ts';

/** How long a program may take to end after SIGINT, and then after SIGTERM. */
const PATIENCE = [
  { afterMs: 10_000, signal: 'SIGTERM' },
  { afterMs: 5000, signal: 'SIGKILL' },
] as const;
/** How long processes that outlive their program get after SIGTERM. */
const LEFTOVER_MS = 2000;
const LOOK_EVERY_MS = 20;

export interface SupervisedCommand extends AsyncDisposable {
  /** Resolves when the program has ended and nothing it started is left. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends the program: SIGINT, then SIGTERM, then SIGKILL. */
  stop(): Promise<ProcessEnd>;
}

/**
 * Starts the program and passes `signals` on to it. `say` is told what had to be done to end it.
 * Errors: ConfigError when it cannot be started.
 */
export async function superviseCommand(
  options: Parameters<typeof startProcess>[0] & {
    readonly signals: PassedSignals;
    readonly say: (text: string) => void;
  },
): Promise<SupervisedCommand> {
  const running = await startProcess(options);
  const kill = (): void => void running.signal('SIGKILL');
  process.once('exit', kill);
  const ended = running.ended.then(async (end) => {
    await endLeftovers(running);
    process.off('exit', kill);
    return end;
  });
  let isEnding = false;
  void running.ended.then(() => (isEnding = true));
  const end = (signal: PassedSignal): void => {
    running.signal(signal);
    if (isEnding) return;
    isEnding = true;
    void insist(running, options.say);
  };
  const stop = (): Promise<ProcessEnd> => {
    if (!isEnding) end('SIGINT');
    return ended;
  };
  options.signals.listen(end);
  return {
    ended,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
}

/** A program that does not end by itself is ended, in bounded time. */
async function insist(running: RunningProcess, say: (text: string) => void): Promise<void> {
  const done = new AbortController();
  void running.ended.then(() => done.abort());
  for (const { afterMs, signal } of PATIENCE) {
    await sleep(afterMs, undefined, { signal: done.signal, ref: false }).catch(() => undefined);
    if (done.signal.aborted) return;
    say(`the command has not ended within ${afterMs / 1000} s: ${signal}`);
    running.signal(signal);
  }
}

async function endLeftovers(running: RunningProcess): Promise<void> {
  if (!running.signal('SIGTERM')) return;
  const deadlineMs = performance.now() + LEFTOVER_MS;
  while (running.isAnybodyLeft()) {
    if (performance.now() > deadlineMs) return void running.signal('SIGKILL');
    await sleep(LOOK_EVERY_MS);
  }
}
