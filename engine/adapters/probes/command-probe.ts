import { ConfigError } from '../../errors.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import type { CommandDeclaration, CommandFacts, CommandProbe } from '../../verify/declared/command-check.ts';
import { shownCommand } from '../../verify/declared/command-check.ts';
import { bodyExcerpt } from '../../verify/redact.ts';
import { pathReader } from './json-path.ts';
import { splitCommand } from './split-command.ts';

const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** Runs commands without a shell, so that nothing in them is expanded; `prefix` are words before theirs. Errors: ConfigError for a command whose words cannot be split. */
export function createCommandProbe(prefix: readonly string[] = []): CommandProbe {
  return { run: (declaration) => runCommand(declaration, prefix) };
}

async function runCommand(declaration: CommandDeclaration, prefix: readonly string[]): Promise<CommandFacts> {
  const { run, folder, timeoutMs } = declaration;
  const asked = typeof run === 'string' ? splitCommand(run) : run;
  if (asked.length === 0) throw new ConfigError('a command of the suite: expected a program, was empty.');
  const [program = '', ...words] = [...prefix, ...asked];
  const { execa } = await import('execa');
  const startedMs = performance.now();
  const result = await execa(program, words, {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
    maxBuffer: OUTPUT_BYTES_MAX,
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  if (result.exitCode === undefined && result.signal === undefined && !result.timedOut && !result.isMaxBuffer)
    throw new ProbeUnreachable(
      `the command cannot be run: ${bodyExcerpt(result.shortMessage ?? 'unknown reason', 160)}`,
      `Run it yourself: ${bodyExcerpt(shownCommand(declaration), 160)} (it runs without a shell: no pipes, no variables).`,
    );
  return {
    exitCode: result.timedOut || result.isMaxBuffer ? undefined : result.exitCode,
    ending: endingOf(result, timeoutMs),
    stdout: result.stdout,
    stderr: result.stderr,
    tookMs: performance.now() - startedMs,
    valuesAt: pathReader(result.stdout),
  };
}

function endingOf(
  result: {
    readonly timedOut: boolean;
    readonly isMaxBuffer: boolean;
    readonly signal?: string | undefined;
  },
  timeoutMs: number,
): string | undefined {
  if (result.timedOut) return `stopped after ${timeoutMs / 1000} s`;
  if (result.isMaxBuffer) return `stopped: it printed more than ${OUTPUT_BYTES_MAX / 1024 / 1024} MiB`;
  return result.signal === undefined ? undefined : `ended by ${result.signal}`;
}
