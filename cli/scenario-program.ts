import { Command } from 'commander';
import type { Parameters } from '#scenarios/parameters.ts';
import { input, parameterOption } from './command-options.ts';

type Finish = (exitCode: number) => void;

/** `preopen scenario ...`: the shipped scenarios and files of one's own. */
export function scenarioCommand(finish: Finish): Command {
  return new Command('scenario')
    .description('the shipped scenarios and scenario files of your own')
    .addCommand(
      new Command('list').description('name and title of every shipped scenario').action(async () => {
        const { listScenarios } = await import('./commands/scenario.ts');
        finish(listScenarios());
      }),
    )
    .addCommand(
      new Command('show')
        .description('a scenario as it will be played, defaults filled in')
        .argument('<scenario>', 'name of a shipped scenario, or path of a scenario.yaml')
        .addOption(parameterOption())
        .action(async (scenario: string, flags: { readonly set?: Parameters }) => {
          const { showScenario } = await import('./commands/scenario.ts');
          finish(showScenario(scenario, flags.set));
        }),
    )
    .addCommand(
      new Command('check')
        .description('read scenarios with their recordings and say what is wrong; exit 2 when anything is')
        .argument('<scenario...>', 'names or paths')
        .action(async (scenarios: readonly string[]) => {
          const { checkScenarios } = await import('./commands/scenario.ts');
          finish(checkScenarios(scenarios));
        }),
    )
    .addCommand(
      new Command('new')
        .description('write a scenario that extends another, to be filled in')
        .argument('<path>', 'a folder, or a file ending in .yaml')
        .addOption(input('--extends <scenario>', 'what it is like').default('market-hours'))
        .action(async (path: string, flags: { readonly extends: string }) => {
          const { newScenario } = await import('./commands/scenario.ts');
          finish(newScenario(path, flags));
        }),
    );
}
