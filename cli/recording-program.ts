import { Argument, Command } from 'commander';
import type { Option } from 'commander';
import type { ExportFormat } from '#engine/adapters/recording/export-recording.ts';
import { LAYOUT_NAMES } from '#engine/recording/tables/layout-names.ts';
import { formatOption, input } from './command-options.ts';
import { parseCopies } from './option-values.ts';
import type { ReportFormat } from './option-values.ts';

interface Reported {
  readonly format: readonly ReportFormat[];
}

interface Written {
  readonly output: string;
}

type Finish = (exitCode: number) => void;

/** `preopen recording ...`: what can be done with the files of `preopen record`. */
export function recordingCommand(finish: Finish): Command {
  return new Command('recording')
    .description('look into recordings of the wire, and make others of them')
    .addCommand(infoCommand(finish))
    .addCommand(verifyCommand(finish))
    .addCommand(cutCommand(finish))
    .addCommand(mergeCommand(finish))
    .addCommand(shiftCommand(finish))
    .addCommand(amplifyCommand(finish))
    .addCommand(exportCommand(finish))
    .addCommand(importCommand(finish));
}

function infoCommand(finish: Finish): Command {
  return new Command('info')
    .description('channels, counts, duration, clock and versions')
    .argument('<file>')
    .addOption(formatOption(['pretty', 'json']))
    .action(async (file: string, flags: Reported) => {
      const { tellRecording } = await import('./commands/recording.ts');
      finish(await tellRecording(file, flags));
    });
}

function verifyCommand(finish: Finish): Command {
  return new Command('verify')
    .description(
      'hold files against their checksums, order and layouts; exit 1 when one is damaged or cut short',
    )
    .argument('<file...>')
    .addOption(formatOption(['pretty', 'json']))
    .action(async (files: readonly string[], flags: Reported) => {
      const { verifyRecordings } = await import('./commands/recording.ts');
      finish(await verifyRecordings(files, flags));
    });
}

function cutCommand(finish: Finish): Command {
  return new Command('cut')
    .description('the part between two moments, with what was brought about before it at its beginning')
    .argument('<file>')
    .addOption(outputOption())
    .addOption(input('--from <moment>', 'IST time of day on the recording’s date, or ISO with a zone'))
    .addOption(input('--to <moment>', 'the first moment that no longer belongs to it'))
    .action(async (file: string, flags: Written & { readonly from?: string; readonly to?: string }) => {
      const { cut } = await import('./commands/recording.ts');
      finish(cut(file, flags));
    });
}

function mergeCommand(finish: Finish): Command {
  return new Command('merge')
    .description(
      'one recording of several, such as the files of a run that was rotated; channels may not overlap',
    )
    .argument('<file...>')
    .addOption(outputOption())
    .action(async (files: readonly string[], flags: Written) => {
      const { merge } = await import('./commands/recording.ts');
      finish(merge(files, flags));
    });
}

function shiftCommand(finish: Finish): Command {
  return new Command('shift')
    .description('the same at another time, trade times with it')
    .argument('<file>')
    .addOption(outputOption())
    .addOption(input('--by <shift>', 'now, a date, or a duration such as +1d or -90m').makeOptionMandatory())
    .action(async (file: string, flags: Written & { readonly by: string }) => {
      const { shift } = await import('./commands/recording.ts');
      finish(shift(file, flags));
    });
}

function amplifyCommand(finish: Finish): Command {
  return new Command('amplify')
    .description('every instrument N times, the copies under security ids 100,000,000 apart')
    .argument('<file>')
    .addArgument(new Argument('<n>', 'how many times').argParser(parseCopies))
    .addOption(outputOption())
    .action(async (file: string, copies: number, flags: Written) => {
      const { amplify } = await import('./commands/recording.ts');
      finish(amplify(file, copies, flags));
    });
}

function exportCommand(finish: Finish): Command {
  return new Command('export')
    .description(
      'har: calls and sockets for browsers; ndjson: everything, packets decoded; csv: the live feed’s prices',
    )
    .addArgument(new Argument('<format>').choices(['har', 'ndjson', 'csv']))
    .argument('<file>')
    .addOption(outputOption())
    .action(async (format: ExportFormat, file: string, flags: Written) => {
      const { exportAs } = await import('./commands/recording.ts');
      finish(exportAs(format, file, flags));
    });
}

function importCommand(finish: Finish): Command {
  return new Command('import')
    .description(
      'one recording of tables: option chains, candles of options and indices, what export csv wrote; gzip too',
    )
    .addArgument(new Argument('<format>').choices(['csv']))
    .argument('<file...>')
    .addOption(outputOption())
    .addOption(
      input('--layout <name>', 'how the tables are laid out; told by their columns unless given').choices(
        LAYOUT_NAMES,
      ),
    )
    .action(
      async (_format: string, files: readonly string[], flags: Written & { readonly layout?: string }) => {
        const { importTables } = await import('./commands/recording.ts');
        finish(importTables(files, flags));
      },
    );
}

function outputOption(): Option {
  return input('-o, --output <file>', 'the file to write').makeOptionMandatory();
}
