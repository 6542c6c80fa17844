/** Programs that optional features use. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ConfigError } from '#engine/errors.ts';
import { findFakeTimeLibrary } from '../run/fake-time.ts';
import type { Finding } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Absent ones are no fault: the line says what is not to be had without them. */
export function findPrograms(environment: Environment): readonly Finding[] {
  return [
    optional('python', onPath(['python3', 'python'], environment), {
      what: 'Python',
      for: 'the pytest plugin',
      remedy: 'apt install python3 (Windows: winget install Python.Python.3)',
    }),
    fakeTime(environment),
    optional('chromium', onPath(BROWSERS, environment) ?? MAC_BROWSERS.find((file) => existsSync(file)), {
      what: 'Chromium',
      for: 'checks of a page',
      remedy: 'apt install chromium (or install Chrome)',
    }),
  ];
}

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_BROWSERS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function fakeTime(environment: Environment): Finding {
  const words = {
    what: 'libfaketime',
    for: 'the time of the command under run --at',
    remedy: 'apt install faketime (macOS: brew install libfaketime)',
  };
  try {
    return optional('libfaketime', findFakeTimeLibrary(environment['PREOPEN_LIBFAKETIME']), words);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      id: 'libfaketime',
      group: 'optional',
      status: 'fail',
      observed: error.message,
      remedy: words.remedy,
    };
  }
}

function optional(
  id: string,
  file: string | undefined,
  words: { readonly what: string; readonly for: string; readonly remedy: string },
): Finding {
  return file === undefined
    ? {
        id,
        group: 'optional',
        status: 'skip',
        observed: `no ${words.what} (${words.for})`,
        remedy: words.remedy,
      }
    : { id, group: 'optional', status: 'pass', observed: `${file} (${words.for})`, remedy: '' };
}

function onPath(names: readonly string[], environment: Environment): string | undefined {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return names
    .flatMap((name) => folders.flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`))))
    .find((file) => existsSync(file));
}
