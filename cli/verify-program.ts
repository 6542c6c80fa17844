import { Command } from 'commander';
import { BUILT_IN_SUITES } from '#engine/verify/suite.ts';
import {
  cadenceOption,
  colourOption,
  failOnOption,
  formatOption,
  input,
  movementOption,
  option,
  priceModelOption,
  wireOption,
} from './command-options.ts';
import {
  parseDuration,
  parseListenAddress,
  parsePattern,
  parsePercent,
  parseSeed,
  parseTags,
} from './option-values.ts';
import { REPORT_FORMATS } from './reporters/report-formats.ts';
import type { VerifyFlags } from './verify/verify-flags.ts';

/** `preopen verify`: one set of checks, run once or in one of its modes. */
export function verifyCommand(finish: (exitCode: number) => void): Command {
  return new Command('verify')
    .description('judge an exchange, a backend and its log by their data; the exit code is for pipelines')
    .addOption(option('--exchange <target>', 'mock (with --scenario), live, or the URL of a served mock'))
    .addOption(
      option(
        '--suite <suite>',
        `${BUILT_IN_SUITES.join(', ')}, or a suite file (default: what is built in for the targets given)`,
      ),
    )
    .addOption(
      option('--tags <tags>', 'only checks with one of these tags, and what they depend on').argParser(
        parseTags,
      ),
    )
    .addOption(
      option('--grep <pattern>', 'only checks whose id matches, and what they depend on').argParser(
        parsePattern,
      ),
    )
    .addOption(option('--ca <file>', 'PEM certificate of the authority of a mock served with --tls'))
    .addOption(option('--scenario <scenario>', 'scenario for --exchange mock').default('market-hours'))
    .addOption(option('--seed <number>', 'seed for --exchange mock').argParser(parseSeed))
    .addOption(
      option(
        '--at <time>',
        "IST time of day that --exchange mock is played up to before it is judged (default: the scenario's)",
      ),
    )
    .addOption(priceModelOption('the backend of --exchange mock'))
    .addOption(option('--backend <url>', 'base URL of the backend'))
    .addOption(option('--database <file>', 'SQLite file with the table dhan_credentials'))
    .addOption(option('--log <file>', "the backend's log file"))
    .addOption(option('--log-cmd <command>', 'a command that prints the log, run without a shell'))
    .addOption(
      option(
        '--own-socket',
        "with --exchange live: open feed sockets of verify's own, which count among the account's five",
      ),
    )
    .addOption(
      option(
        '--from <command>',
        "where the checks of the suite look from, such as 'docker exec NAME'; what cannot says that it was judged from outside",
      ),
    )
    .addOption(option('--dry-run', 'list every host and call, and make none'))
    .addOption(
      option(
        '--wait <duration>',
        'keep looking until every check passes; at the end of it the last report stands',
      ).argParser(parseDuration),
    )
    .addOption(
      option('--watch [every]', 'look again and again, and print what turned; ends at Ctrl-C with 130')
        .preset('30s')
        .argParser(parseDuration)
        .conflicts(['wait']),
    )
    .addOption(
      option('--watch-for <duration>', 'end --watch after so long, with the worst verdict').argParser(
        parseDuration,
      ),
    )
    .addOption(
      option(
        '--through-open',
        'say at once whether the backend is ready so far, stay through the open, give the verdict by 09:16:30 IST',
      ).conflicts(['wait', 'watch']),
    )
    .addOption(
      option(
        '--serve <address>',
        'answer /health and /metrics there from the last verdict; :8080 is this machine alone',
      )
        .argParser(parseListenAddress)
        .conflicts(['wait', 'watch', 'throughOpen']),
    )
    .addOption(
      option('--every <duration>', 'pause between the looks of --serve')
        .default(30_000, '30s')
        .argParser(parseDuration),
    )
    .addOption(
      option(
        '--artifact <folder>',
        'write verdict.json, junit.xml and redacted evidence there, for preopen why',
      ),
    )
    .addOption(
      input(
        '--learn <file>',
        'write a suite there of what the healthy backend serves, with tolerances',
      ).conflicts(['wait', 'watch', 'throughOpen', 'serve', 'compare', 'suite']),
    )
    .addOption(
      input(
        '--compare <url...>',
        'two backends: the same checks on both, exit 1 when the second is worse',
      ).conflicts(['backend', 'exchange', 'wait', 'watch', 'throughOpen', 'serve']),
    )
    .addOption(
      option(
        '--price-tolerance <percent>',
        "of the underlying's price, that prices of --compare may lie apart",
      )
        .default(0.05)
        .argParser(parsePercent),
    )
    .addOption(movementOption())
    .addOption(failOnOption())
    .addOption(
      option('--on-inconclusive <decision>', 'what a pipeline does when nothing was proven: exit 3, or 0')
        .choices(['block', 'allow'])
        .default('block'),
    )
    .addOption(wireOption())
    .addOption(cadenceOption())
    .addOption(formatOption(REPORT_FORMATS))
    .addOption(option('--quiet', 'no progress on stderr'))
    .addOption(colourOption())
    .action(async (flags: VerifyFlags) => {
      const { verify } = await import('./commands/verify.ts');
      finish(await verify(flags));
    });
}

/** `preopen why`: explains a verdict offline. */
export function whyCommand(finish: (exitCode: number) => void): Command {
  return new Command('why')
    .description(
      'explain the verdict of verify --artifact: its roots, what follows from them, how to mend them',
    )
    .argument('<verdict>', 'verdict.json, or the folder it lies in')
    .addOption(colourOption())
    .action(async (file: string, flags: { readonly color: boolean }) => {
      const { why } = await import('./commands/why.ts');
      finish(await why(file, flags));
    });
}
