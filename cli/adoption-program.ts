import { Command } from 'commander';
import type { DoctorFlags } from './commands/doctor.ts';
import type { DriftFlags } from './commands/drift.ts';
import type { InitFlags } from './commands/init.ts';
import { colourOption, formatOption, input, option } from './command-options.ts';
import type { ConfigReader } from './doctor/files.ts';
import { parseDuration } from './option-values.ts';

type Finish = (exitCode: number) => void;

/** Looks at the configuration itself, so it is not led by it. */
export const DOCTOR = 'doctor';

/** The commands that bring preopen into a project and keep it at home there. `readConfig` reads the configuration as all commands would. */
export function adoptionCommands(finish: Finish, readConfig: ConfigReader): readonly Command[] {
  return [initCommand(finish), doctorCommand(finish, readConfig), driftCommand(finish)];
}

function initCommand(finish: Finish): Command {
  return new Command('init')
    .description(
      'look at the backend that runs and write configuration, suite, CI workflow and deploy step for it',
    )
    .addOption(input('--backend <url>', 'base URL of the backend (default: the usual ports of this machine)'))
    .addOption(input('--force', 'write over files that are there'))
    .addOption(input('--dry-run', 'say what would be written, and write nothing'))
    .action(async (flags: InitFlags) => {
      const { init } = await import('./commands/init.ts');
      finish(await init(flags));
    });
}

function doctorCommand(finish: Finish, readConfig: ConfigReader): Command {
  return new Command(DOCTOR)
    .description(
      'look at the local set-up: Node, ports, files, services, clock, credentials; each line with its mend',
    )
    .addOption(formatOption(['pretty', 'json']))
    .addOption(colourOption())
    .action(async (flags: DoctorFlags) => {
      const { doctor } = await import('./commands/doctor.ts');
      finish(await doctor(flags, readConfig));
    });
}

function driftCommand(finish: Finish): Command {
  return new Command('drift')
    .description(
      "compare an exchange's keys, types, codes and cadence with the wire profile observed; reads alone",
    )
    .addOption(input('--exchange <target>', 'live, or the URL of a served mock').makeOptionMandatory())
    .addOption(option('--ca <file>', 'PEM certificate of the authority of a mock served with --tls'))
    .addOption(option('--database <file>', 'SQLite file with the table dhan_credentials'))
    .addOption(
      input('--own-socket', 'open a feed connection on live too; it counts among the five of the account'),
    )
    .addOption(
      input('--listen <duration>', 'how long the feed is listened to')
        .default(5000, '5s')
        .argParser(parseDuration),
    )
    .addOption(input('--dry-run', 'list every call, and make none'))
    .addOption(formatOption(['pretty', 'json']))
    .addOption(colourOption())
    .action(async (flags: DriftFlags) => {
      const { drift } = await import('./commands/drift.ts');
      finish(await drift(flags));
    });
}
