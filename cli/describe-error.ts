import { CommanderError } from 'commander';
import { InvariantError, PreopenError, causeChain } from '#engine/errors.ts';
import { EXIT_CODES } from './exit-codes.ts';

/** Turns anything thrown into one message for stderr and an exit code; never a stack trace. */
export function describeError(error: unknown): { readonly message: string; readonly exitCode: number } {
  if (error instanceof CommanderError)
    return { message: '', exitCode: error.exitCode === 0 ? 0 : EXIT_CODES.usage };
  if (error instanceof PreopenError)
    return { message: `preopen: ${error.message}`, exitCode: exitCodeOf(error) };
  const message =
    error instanceof InvariantError
      ? error.message
      : `unexpected: ${causeChain(error).join(' <- ')}. Please report this.`;
  return { message: `preopen: ${message}`, exitCode: EXIT_CODES.failed };
}

function exitCodeOf(error: PreopenError): number {
  switch (error.code) {
    case 'CONFIG':
    case 'SCENARIO':
    case 'RECORDING':
      return EXIT_CODES.usage;
    case 'UPSTREAM':
    case 'STORE':
    case 'PORT_IN_USE':
    case 'PROBE_TIMEOUT':
      return EXIT_CODES.inconclusive;
    case 'REPLAY_DIVERGENCE':
      return EXIT_CODES.diverged;
    case 'STARTUP_REFUSED':
    case 'WIRE_DECODE':
    case 'WIRE_ENCODE':
      return EXIT_CODES.failed;
  }
}
