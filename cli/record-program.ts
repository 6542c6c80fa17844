import { Command } from 'commander';
import type { RecordFlags } from './commands/record.ts';
import { cadenceOption, input, option, wireOption } from './command-options.ts';
import { collected, parseDuration, parsePort, parseSeed, parseSize, parseSpeed } from './option-values.ts';

/** `preopen record`: what passes between clients and an exchange, kept. */
export function recordCommand(finish: (exitCode: number) => void): Command {
  return new Command('record')
    .description(
      'stand between clients and an exchange and write everything that passes into one MCAP file, secrets replaced by keyed tokens',
    )
    .argument(
      '[command...]',
      'a command to start and lead to the recorder, behind --; without one any client may come',
    )
    .usage('[options] [-- <command...>]')
    .addOption(
      input(
        '--exchange <target>',
        'mock (with --scenario), the URL or ready file of a served mock, or live: the real exchange',
      ).default('mock'),
    )
    .addOption(input('-o, --output <file>', 'the file to write (default: recording-DATE-TIME.mcap)'))
    .addOption(
      option('--rotate-size <size>', 'begin another file when one is as large, such as 256MiB').argParser(
        parseSize,
      ),
    )
    .addOption(
      option('--rotate-every <duration>', 'begin another file after so long').argParser(parseDuration),
    )
    .addOption(
      option('--port <port>', 'where clients are waited for, 0 for a free one')
        .default(0)
        .argParser(parsePort),
    )
    .addOption(option('--ca <file>', 'PEM certificate of the authority of a mock served with --tls'))
    .addOption(option('--scenario <scenario>', 'scenario for --exchange mock').default('market-hours'))
    .addOption(option('--seed <number>', 'seed for --exchange mock').argParser(parseSeed))
    .addOption(
      option('--speed <factor>', 'market seconds per second of the mock').default(1).argParser(parseSpeed),
    )
    .addOption(option('--at <time>', 'IST time of day that the mock starts at, HH:mm:ss'))
    .addOption(
      option('--allow <host>', 'let the command call this host outside; repeatable').argParser(collected),
    )
    .addOption(wireOption())
    .addOption(cadenceOption())
    .addOption(option('--ready-file <file>', 'write URLs and credentials there once clients may come'))
    .addOption(option('--quiet', 'say nothing on stderr'))
    .action(async (words: readonly string[], flags: RecordFlags) => {
      const { record } = await import('./commands/record.ts');
      finish(await record(words, flags));
    });
}
