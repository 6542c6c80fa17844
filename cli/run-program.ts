import { Command } from 'commander';
import type { RunFlags } from './commands/run.ts';
import {
  cadenceOption,
  colourOption,
  failOnOption,
  formatOption,
  judgeOption,
  movementOption,
  option,
  parameterOption,
  wireOption,
} from './command-options.ts';
import { collected, parseDuration, parseSeed, parseSpeed, parseTlsFolder } from './option-values.ts';
import { REPORT_FORMATS } from './reporters/report-formats.ts';

/** `preopen run`: a command whose connections are led to the mock. */
export function runCommand(finish: (exitCode: number) => void): Command {
  return new Command('run')
    .description(
      "run an unmodified backend whose Dhan hosts are hard-coded against the mock; the command's own connections alone are led there",
    )
    .argument('<command...>', 'the command and its arguments, behind --')
    .usage('[options] -- <command...>')
    .addOption(
      option('--scenario <scenario>', 'name or path of the scenario to play').default('market-hours'),
    )
    .addOption(option('--seed <number>', 'seed of everything random').argParser(parseSeed))
    .addOption(parameterOption())
    .addOption(option('--speed <factor>', 'market seconds per second').default(1).argParser(parseSpeed))
    .addOption(
      option(
        '--at <time>',
        'IST time of day to start at, HH:mm:ss; where libfaketime is installed it is the time of the command too',
      ),
    )
    .addOption(
      option('--tls <folder>', 'keep the certificate authority there (default: a new one)').argParser(
        parseTlsFolder,
      ),
    )
    .addOption(
      option('--allow <host>', 'let the command call this host outside; repeatable').argParser(collected),
    )
    .addOption(option('--calls <file>', 'list every outgoing call there, one JSON line each'))
    .addOption(option('--verify', 'verify the backend once it is up, then stop it; exit with the verdict'))
    .addOption(
      option(
        '--suite <suite>',
        'with --verify: options-backend or a suite file; checks of the exchange are left out',
      ).default('options-backend'),
    )
    .addOption(
      option('--wait <duration>', 'how long the backend may take until it is up')
        .default(90_000, '90s')
        .argParser(parseDuration),
    )
    .addOption(judgeOption())
    .addOption(option('--backend <url>', 'where the backend listens').default('http://127.0.0.1:8000'))
    .addOption(movementOption())
    .addOption(failOnOption())
    .addOption(wireOption())
    .addOption(cadenceOption())
    .addOption(formatOption(REPORT_FORMATS))
    .addOption(option('--quiet', 'say nothing on stderr'))
    .addOption(colourOption())
    .action(async (words: readonly string[], flags: RunFlags) => {
      const { run } = await import('./commands/run.ts');
      finish(await run(words, flags));
    });
}
