import { Command } from 'commander';
import { formatOption, input } from './command-options.ts';
import type { ReportFormat } from './option-values.ts';

interface Reported {
  readonly format: readonly ReportFormat[];
}

/** `preopen recording ...`: what can be done with the files of `preopen record`. */
export function recordingCommand(finish: (exitCode: number) => void): Command {
  return new Command('recording')
    .description('look into recordings of the wire, and make others of them')
    .addCommand(
      new Command('info')
        .description('channels, counts, duration, clock and versions')
        .argument('<file>')
        .addOption(formatOption(['pretty', 'json']))
        .action(async (file: string, flags: Reported) => {
          const { tellRecording } = await import('./commands/recording.ts');
          finish(await tellRecording(file, flags));
        }),
    )
    .addCommand(
      new Command('verify')
        .description(
          'hold files against their checksums, order and layouts; exit 1 when one is damaged or cut short',
        )
        .argument('<file...>')
        .addOption(formatOption(['pretty', 'json']))
        .action(async (files: readonly string[], flags: Reported) => {
          const { verifyRecordings } = await import('./commands/recording.ts');
          finish(await verifyRecordings(files, flags));
        }),
    )
    .addCommand(
      new Command('cut')
        .description('the part between two moments, with what was brought about before it at its beginning')
        .argument('<file>')
        .addOption(outputOption())
        .addOption(input('--from <moment>', 'IST time of day on the recording’s date, or ISO with a zone'))
        .addOption(input('--to <moment>', 'the first moment that no longer belongs to it'))
        .action(
          async (
            file: string,
            flags: { readonly output: string; readonly from?: string; readonly to?: string },
          ) => {
            const { cut } = await import('./commands/recording.ts');
            finish(cut(file, flags));
          },
        ),
    );
}

function outputOption() {
  return input('-o, --output <file>', 'the file to write').makeOptionMandatory();
}
