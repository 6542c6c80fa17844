import { Command } from 'commander';
import { FEED_NAMES } from '#engine/behaviour/client-event.ts';
import type { ClockFlags } from './commands/clock.ts';
import type { ExplainFlags } from './commands/explain.ts';
import type { FaultFlags } from './commands/fault.ts';
import { colourOption, input, readyFileOption } from './command-options.ts';

/** The commands that talk to the control port of a served exchange. */
export function controlCommands(finish: Finish): readonly Command[] {
  return [clockCommand(finish), faultCommand(finish), explainCommand(finish)];
}

type Finish = (exitCode: number) => void;

function clockCommand(finish: Finish): Command {
  return new Command('clock')
    .description(
      "tell or move a served exchange's clock: pause, resume, step [count], seek HH:mm[:ss], speed FACTOR",
    )
    .argument('[action]', 'what to do; without it the clock is told')
    .argument('[value]', 'how many steps, which time, what speed')
    .addOption(readyFileOption())
    .action(async (action: string | undefined, value: string | undefined, flags: ClockFlags) => {
      const { clock } = await import('./commands/clock.ts');
      finish(await clock(action, value, flags));
    });
}

function faultCommand(finish: Finish): Command {
  return new Command('fault')
    .description("plan a served exchange's faults while clients are connected")
    .addCommand(
      new Command('add')
        .description('plan one more; one that strikes at a moment strikes at once unless it says when')
        .argument(
          '<fault>',
          '"mute BANKNIFTY", or as in a scenario file: "id: quiet, kind: mute-instrument, instruments: [NIFTY]"',
        )
        .addOption(readyFileOption())
        .action(async (fault: string, flags: FaultFlags) => {
          const { addFault } = await import('./commands/fault.ts');
          finish(await addFault(fault, flags));
        }),
    )
    .addCommand(
      new Command('list')
        .description('every planned fault and how often it struck')
        .addOption(readyFileOption())
        .action(async (flags: FaultFlags) => {
          const { listFaults } = await import('./commands/fault.ts');
          finish(await listFaults(flags));
        }),
    )
    .addCommand(
      new Command('remove')
        .description('take a fault out of the plan')
        .argument('<id>', 'its id')
        .addOption(readyFileOption())
        .action(async (id: string, flags: FaultFlags) => {
          const { removeFault } = await import('./commands/fault.ts');
          finish(await removeFault(id, flags));
        }),
    );
}

function explainCommand(finish: Finish): Command {
  return new Command('explain')
    .description(
      "why a served exchange's feed brought a client no tick of an instrument, or no order update, hop by hop",
    )
    .addOption(input('--client <id>', 'client id').makeOptionMandatory())
    .addOption(input('--instrument <name>', 'NSE_FNO:40000, or a symbol such as NIFTY26FEB25000CE'))
    .addOption(input('--feed <feed>', 'which of its sockets').choices(FEED_NAMES).default('live'))
    .addOption(readyFileOption())
    .addOption(colourOption())
    .action(async (flags: ExplainFlags) => {
      const { explain } = await import('./commands/explain.ts');
      finish(await explain(flags));
    });
}
