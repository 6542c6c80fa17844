import { Command } from 'commander';
import type { ReplayFlags } from './commands/replay.ts';
import {
  cadenceOption,
  colourOption,
  formatOption,
  input,
  option,
  parameterOption,
  priceModelOption,
  wireOption,
} from './command-options.ts';
import { parseCount, parseDigest, parsePriceModel, parseSeed, parseSpeed } from './option-values.ts';

/** `preopen replay`: one day, many seeds of it, or two days side by side. */
export function replayCommand(finish: (exitCode: number) => void): Command {
  return new Command('replay')
    .description("play a scenario's day through the engine, deterministically, and judge it")
    .argument('[scenario]', 'name of a shipped scenario, or path of a scenario.yaml; none with --recording')
    .argument('[other]', 'with --compare: what to compare it with')
    .addOption(option('--seed <number>', 'seed of everything random').argParser(parseSeed))
    .addOption(parameterOption())
    .addOption(
      option('--expect-digest <digest>', 'exit 4 when the run ends with another').argParser(parseDigest),
    )
    .addOption(
      input('--seeds <count>', 'play so many seeds, from --seed on, and name those that fail')
        .argParser(parseCount)
        .conflicts(['shrink', ...SINGLE_RUN]),
    )
    .addOption(option('--jobs <count>', 'processes for --seeds').default(1).argParser(parseCount))
    .addOption(
      input('--shrink <file>', 'write the fewest events that still fail there, as a scenario').conflicts(
        SINGLE_RUN,
      ),
    )
    .addOption(input('--journal <file>', 'keep what the run publishes there, for --compare'))
    .addOption(
      input(
        '--compare',
        'name the first event and field that two runs, or journals of runs, publish differently',
      ).conflicts(['seeds', 'shrink', ...SINGLE_RUN]),
    )
    .addOption(
      option('--speed <factor>', 'market seconds per second, or max').default('max').argParser(parseSpeed),
    )
    .addOption(
      option('--through <transport>', 'what lies between exchange and engine')
        .choices(['memory', 'sockets'])
        .default('memory'),
    )
    .addOption(input('--record <file>', 'write everything that passes the sockets into this MCAP'))
    .addOption(input('--recording <file>', 'let a recording of this scenario speak for the exchange'))
    .addOption(input('--date <date>', 'which day of a recording to play, without a scenario'))
    .addOption(option('--raw', 'recorded values only, without the synthetic bridge between snapshots'))
    .addOption(priceModelOption())
    .addOption(
      input(
        '--vs <model>',
        'tell this premium model, another one, the same day and compare how far both are from own ticks of the legs',
      )
        .argParser(parsePriceModel)
        .conflicts(['seeds', 'shrink', 'compare', 'reprice']),
    )
    .addOption(wireOption())
    .addOption(cadenceOption())
    .addOption(formatOption(['pretty', 'json', 'html']))
    .addOption(option('--no-reprice', 'leave legs to their own ticks (for measuring)'))
    .addOption(option('--verbose', "print the engine's log on stderr"))
    .addOption(option('--quiet', 'no progress bar'))
    .addOption(colourOption())
    .action(async (scenario: string | undefined, other: string | undefined, flags: ReplayFlags) => {
      const { replay } = await import('./commands/replay.ts');
      finish(await replay(scenario, other, flags));
    });
}

/** What only one run can have; commander's names. */
const SINGLE_RUN = ['expectDigest', 'journal', 'record', 'recording'];
