import { Command } from 'commander';
import type { DoctorFlags } from './commands/doctor.ts';
import type { InitFlags } from './commands/init.ts';
import { colourOption, formatOption, input } from './command-options.ts';
import type { ConfigReader } from './doctor/files.ts';

type Finish = (exitCode: number) => void;

/** Looks at the configuration itself, so it is not led by it. */
export const DOCTOR = 'doctor';

/** The commands that bring preopen into a project and keep it at home there. `readConfig` reads the configuration as all commands would. */
export function adoptionCommands(finish: Finish, readConfig: ConfigReader): readonly Command[] {
  return [initCommand(finish), doctorCommand(finish, readConfig)];
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
