/** The scenario's time for the child, by the libfaketime of the machine, where there is one. */
import { existsSync } from 'node:fs';
import { ConfigError } from '#engine/errors.ts';

/** Where packages put it: Debian's and Fedora's and Alpine's folders, then Homebrew's. */
const LIBRARIES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
    '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
    '/usr/lib/faketime/libfaketimeMT.so.1',
    '/usr/lib64/faketime/libfaketimeMT.so.1',
    '/usr/local/lib/faketime/libfaketimeMT.so.1',
  ],
  darwin: ['/opt/homebrew/lib/faketime/libfaketime.1.dylib', '/usr/local/lib/faketime/libfaketime.1.dylib'],
};

/** The library to load into the child; undefined where there is none. Errors: ConfigError for a PREOPEN_LIBFAKETIME that is no file. */
export function findFakeTimeLibrary(named = process.env['PREOPEN_LIBFAKETIME']): string | undefined {
  if (named === undefined || named === '')
    return LIBRARIES[process.platform]?.find((file) => existsSync(file));
  if (existsSync(named)) return named;
  throw new ConfigError(
    `PREOPEN_LIBFAKETIME: expected the file of libfaketime, was "${named}", where there is none. Correct it, or unset it.`,
  );
}

/**
 * Variables under which a program started now shows `scenarioNowMs` and runs at `speed`. Time-outs and sleeps stay real. With a speed other
 * than 1 the time of a process counts from its own start, so one that the child starts later is behind.
 */
export function fakeTimeVariables(
  library: string,
  moment: { readonly scenarioNowMs: number; readonly wallNowMs: number; readonly speed: number },
  inherited: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const offsetSeconds = (moment.scenarioNowMs - moment.wallNowMs) / 1000;
  const offset = `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds.toFixed(3)}`;
  const loader = process.platform === 'darwin' ? 'DYLD_INSERT_LIBRARIES' : 'LD_PRELOAD';
  const others = inherited[loader];
  return {
    [loader]: others ? `${library}:${others}` : library,
    FAKETIME: moment.speed === 1 ? offset : `${offset} x${moment.speed}`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
    ...(process.platform === 'darwin' ? { DYLD_FORCE_FLAT_NAMESPACE: '1' } : {}),
  };
}
