import { Command } from 'commander';
import type { InitFlags } from './commands/init.ts';
import { input } from './command-options.ts';

type Finish = (exitCode: number) => void;

/** The commands that bring preopen into a project and keep it at home there. */
export function adoptionCommands(finish: Finish): readonly Command[] {
  return [initCommand(finish)];
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
