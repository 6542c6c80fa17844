import { Command, CommanderError } from 'commander';
import { adoptionCommands, DOCTOR } from './adoption-program.ts';
import { apiKeyCommand } from './api-key-program.ts';
import { formatOption } from './command-options.ts';
import type { CalendarFlags } from './commands/calendar.ts';
import type { ConfigFile } from './config.ts';
import { controlCommands } from './control-program.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { packetCommand } from './packet-program.ts';
import { recordCommand } from './record-program.ts';
import { recordingCommand } from './recording-program.ts';
import { replayCommand } from './replay-program.ts';
import { runCommand } from './run-program.ts';
import { scenarioCommand } from './scenario-program.ts';
import { serveCommand } from './serve-program.ts';
import { symbolCommand } from './symbol-program.ts';
import { verifyCommand, whyCommand } from './verify-program.ts';
import { VERSION } from './version.ts';

/** Parses the command line, runs one command and returns its exit code. Commands are imported when they are asked for. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  if (argv.length <= WORDS_BEFORE_COMMAND) {
    const { overview } = await import('./commands/overview.ts');
    return overview();
  }
  const outcome = { exitCode: EXIT_CODES.ok as number };
  const program = createProgram((exitCode) => {
    outcome.exitCode = exitCode;
  });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
  }
  return outcome.exitCode;
}

/** Node and the script. */
const WORDS_BEFORE_COMMAND = 2;

function createProgram(finish: (exitCode: number) => void): Command {
  const program = new Command('preopen')
    .description('Rehearse and verify trading backends on the DhanHQ v2 API before the market opens.')
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(preopen --help lists the commands, preopen COMMAND --help their flags)')
    .exitOverride();
  const readConfig = async (): Promise<ConfigFile | undefined> => {
    const { examineConfig } = await import('./config.ts');
    return examineConfig(commands);
  };
  program.addCommand(replayCommand(finish));
  program.addCommand(serveCommand(finish));
  program.addCommand(verifyCommand(finish));
  program.addCommand(whyCommand(finish));
  program.addCommand(runCommand(finish));
  program.addCommand(recordCommand(finish));
  program.addCommand(recordingCommand(finish));
  program.addCommand(scenarioCommand(finish));
  for (const command of controlCommands(finish)) program.addCommand(command);
  program.addCommand(calendarCommand(finish));
  program.addCommand(symbolCommand(finish));
  program.addCommand(apiKeyCommand(finish));
  program.addCommand(packetCommand(finish));
  for (const command of adoptionCommands(finish, readConfig)) program.addCommand(command);
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of commands)
    command.exitOverride().showHelpAfterError(`(preopen ${pathOf(command)} --help lists the flags)`);
  program.hook('preAction', async (_program, command) => {
    if (command.name() === DOCTOR) return;
    const { applyConfig } = await import('./config.ts');
    await applyConfig(command, commands);
  });
  return program;
}

/** `recording cut` */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${parent.name()} ${command.name()}` : command.name();
}

function calendarCommand(finish: (exitCode: number) => void): Command {
  return new Command('calendar')
    .description('what the exchanges do on a day: sessions, holidays, listed expiries, lot sizes')
    .argument('[date]', 'YYYY-MM-DD (default: today in IST)')
    .addOption(formatOption(['pretty', 'json']))
    .action(async (date: string | undefined, flags: CalendarFlags) => {
      const { calendar } = await import('./commands/calendar.ts');
      finish(await calendar(date, flags));
    });
}
