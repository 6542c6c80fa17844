#!/usr/bin/env node
/** Entry: the only place that ends the process and the only catch-all. Answers --version before it loads anything else. */
import module from 'node:module';
import { NODE_MIN, isNodeTooOld } from './node-version.ts';
import { VERSION } from './version.ts';

module.enableCompileCache?.();
if (isNodeTooOld(process.versions.node)) {
  process.stderr.write(
    `preopen: expected Node ${NODE_MIN.join('.')} or newer, was ${process.versions.node}. Run it by npx in the checkout, or install a newer Node.\n`,
  );
  process.exitCode = 3;
} else if (process.argv[2] === '--version' || process.argv[2] === '-V') console.log(VERSION);
else await runAndEnd();

/** Whoever has the exit code waits for no probe that is still under way, but gets what was printed. */
async function runAndEnd(): Promise<void> {
  process.exitCode = await run(process.argv);
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

async function run(argv: readonly string[]): Promise<number> {
  const { runProgram } = await import('./program.ts');
  try {
    return await runProgram(argv);
  } catch (error) {
    const { describeError } = await import('./describe-error.ts');
    const { message, exitCode } = describeError(error);
    process.stderr.write(`${message}\n`);
    return exitCode;
  }
}
