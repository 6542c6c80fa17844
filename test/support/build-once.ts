/** vitest globalSetup: builds the package once per run, so that command tests run what users run. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Errors: rejects with the build's output when it fails, which ends the run before any test. */
export async function setup(): Promise<void> {
  await execa('npm', ['run', '--silent', 'build'], { cwd: ROOT });
}
