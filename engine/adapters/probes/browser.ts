/** A Chromium of this machine, driven by playwright-core, which is loaded only when a suite looks at a page. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { ProbeUnreachable } from '../../verify/check.ts';

/** Where the system's own browser stands, if PREOPEN_CHROMIUM does not name one. */
const KNOWN_PATHS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((name) => {
    const folder = process.env[name];
    return folder === undefined
      ? []
      : [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ];
  }),
};

const LAUNCH_TIMEOUT_MS = 30_000;

/** There is no browser to look with: nothing can be judged of a page. */
export class BrowserMissing extends ProbeUnreachable {}

/** What decides which browser is taken. */
export interface BrowserPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly exists: (path: string) => boolean;
}

const THIS_MACHINE: BrowserPlace = {
  environment: process.env,
  platform: process.platform,
  exists: existsSync,
};

/** The path of the browser. Throws BrowserMissing. */
export function browserPath({ environment, platform, exists }: BrowserPlace = THIS_MACHINE): string {
  const named = environment['PREOPEN_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (exists(named)) return named;
    throw new BrowserMissing(
      `no browser to look with: PREOPEN_CHROMIUM names ${named}, which is not there`,
      'Set PREOPEN_CHROMIUM to the path of Chromium, Chrome or Edge.',
    );
  }
  const known = (KNOWN_PATHS[platform] ?? []).find((path) => exists(path));
  if (known !== undefined) return known;
  throw new BrowserMissing(
    'no browser to look with: neither Chromium nor Chrome nor Edge is where it is usually installed',
    'Install Chromium (Debian: sudo apt install chromium), or set PREOPEN_CHROMIUM to the path of one.',
  );
}

/** Starts the browser. Rejects with BrowserMissing without one, without playwright-core, and when it does not start. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  const library = await import('playwright-core').catch((cause: unknown) => {
    throw new BrowserMissing(
      'no browser can be driven: the optional package playwright-core is not installed',
      'npm install --save-dev playwright-core',
      { cause },
    );
  });
  return library.chromium.launch({ executablePath, timeout: LAUNCH_TIMEOUT_MS }).catch((cause: unknown) => {
    throw new BrowserMissing(
      `no browser to look with: ${executablePath} does not start`,
      `Try it: "${executablePath}" --headless --dump-dom about:blank`,
      { cause },
    );
  });
}
