import type { PassedSignal } from '#engine/adapters/process-runner.ts';

/** Ctrl-C and SIGTERM, caught from the beginning, so that neither a folder nor a process is left whenever they come. */
export interface PassedSignals extends Disposable {
  /** The first that came; undefined as long as none did. */
  first(): PassedSignal | undefined;
  /** Resolves at the first. */
  readonly came: Promise<void>;
  /** Told of each one from now on, and at once of one that has come already. */
  listen(listener: (signal: PassedSignal) => void): void;
}

/** Catches them until it is disposed of. */
export function catchSignals(): PassedSignals {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listeners: ((signal: PassedSignal) => void)[] = [];
  let first: PassedSignal | undefined;
  const receive = (name: NodeJS.Signals): void => {
    const signal = name === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
    first ??= signal;
    resolve();
    for (const listener of listeners) listener(signal);
  };
  process.on('SIGINT', receive);
  process.on('SIGTERM', receive);
  return {
    first: () => first,
    came: promise,
    listen(listener) {
      listeners.push(listener);
      if (first !== undefined) listener(first);
    },
    [Symbol.dispose]() {
      process.off('SIGINT', receive);
      process.off('SIGTERM', receive);
    },
  };
}
