import { Command, CommanderError } from 'commander';
import { PRICE_MODEL_NAMES } from '#engine/pricing/price-model.ts';
import type { CalendarFlags } from './commands/calendar.ts';
import type { RecordFlags } from './commands/record.ts';
import type { ReplayFlags } from './commands/replay.ts';
import type { RunFlags } from './commands/run.ts';
import type { ServeFlags } from './commands/serve.ts';
import type { ConfigFile } from './config.ts';
import {
  cadenceOption,
  colourOption,
  failOnOption,
  formatOption,
  input,
  judgeOption,
  movementOption,
  option,
  parameterOption,
  priceModelOption,
  wireOption,
} from './command-options.ts';
import { adoptionCommands, DOCTOR } from './adoption-program.ts';
import { controlCommands } from './control-program.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { packetCommand } from './packet-program.ts';
import { recordingCommand } from './recording-program.ts';
import { scenarioCommand } from './scenario-program.ts';
import { apiKeyCommand } from './api-key-program.ts';
import { symbolCommand } from './symbol-program.ts';
import { verifyCommand, whyCommand } from './verify-program.ts';
import {
  CA_FOLDER,
  collected,
  parseCount,
  parseDigest,
  parseDuration,
  parsePort,
  parseSeed,
  parseSize,
  parseSpeed,
  parseTlsFolder,
  parseRedisUrl,
  parseWebUrl,
} from './option-values.ts';
import { REPORT_FORMATS } from './reporters/report-formats.ts';
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

/** What only one run can have; commander's names. */
const SINGLE_RUN = ['expectDigest', 'journal', 'record', 'recording'];

function replayCommand(finish: (exitCode: number) => void): Command {
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
        'tell this premium model the same day and compare how far both are from own ticks of the legs',
      )
        .choices(PRICE_MODEL_NAMES)
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

function serveCommand(finish: (exitCode: number) => void): Command {
  return new Command('serve')
    .description('run a mock Dhan exchange on loopback, with the reference backend beside it on request')
    .addOption(
      option('--scenario <scenario>', 'name or path of the scenario to play').default('market-hours'),
    )
    .addOption(
      input(
        '--recording <file>',
        'let a recording of the wire speak for the exchange; of a --scenario named with it only the faults count',
      ),
    )
    .addOption(
      input(
        '--shift <by>',
        'move the recorded day, trade times with it: now, a date, or a duration such as +1d',
      ),
    )
    .addOption(option('--seed <number>', 'seed of everything random').argParser(parseSeed))
    .addOption(parameterOption())
    .addOption(option('--speed <factor>', 'market seconds per second').default(1).argParser(parseSpeed))
    .addOption(
      option('--at <time>', "IST time of day to start at, HH:mm:ss (default: the scenario's serveAt)"),
    )
    .addOption(option('--host <address>', 'address to bind').default('127.0.0.1'))
    .addOption(
      option('--port <port>', 'port of REST and feed, 0 for a free one').default(0).argParser(parsePort),
    )
    .addOption(option('--control-port <port>', 'port of the control API').default(0).argParser(parsePort))
    .addOption(
      option('--tls [folder]', 'speak https and wss, with a certificate authority kept in this folder')
        .preset(CA_FOLDER)
        .argParser(parseTlsFolder),
    )
    .addOption(
      option(
        '--backend [variant]',
        'serve the reference backend too; before: with the two original faults put back',
      )
        .choices(['after', 'before'])
        .preset('after'),
    )
    .addOption(
      option('--backend-port <port>', 'port of the backend (default: 8000, with --platform 8081)').argParser(
        parsePort,
      ),
    )
    .addOption(
      option(
        '--platform',
        'serve the second system around the backend: bus, monitor, option bars, user service, ticker health; with the faults of the scenario',
      ).conflicts(['tenants', 'loop']),
    )
    .addOption(
      option('--user-service-port <port>', 'port of the user service').default(8001).argParser(parsePort),
    )
    .addOption(option('--ticker-port <port>', 'port of the ticker health').default(8080).argParser(parsePort))
    .addOption(
      input('--redis <url>', 'a Redis server that runs, instead of one that is started').argParser(
        parseRedisUrl,
      ),
    )
    .addOption(
      option('--redis-port <port>', 'port of the Redis server that is started')
        .default(6381)
        .argParser(parsePort),
    )
    .addOption(input('--bars <place>', 'SQLite file or PostgreSQL URL that option bars are written to'))
    .addOption(
      input('--api-keys <file>', 'SQLite file of API keys, made by preopen api-key add, and of their calls'),
    )
    .addOption(priceModelOption())
    .addOption(wireOption())
    .addOption(cadenceOption())
    .addOption(
      option(
        '--slow-reader <policy>',
        'a feed client that does not keep up: close it, or send it only the newest',
      )
        .choices(['disconnect', 'conflate'])
        .default('disconnect'),
    )
    .addOption(
      option(
        '--postback <url>',
        "post every change of an order there, instead of to the scenario's postbackUrl (5 s, no retry)",
      ).argParser(parseWebUrl),
    )
    .addOption(option('--raw', 'recorded values only, without the synthetic bridge between snapshots'))
    .addOption(
      option('--strict', 'exit 1 when the backend refuses to start, instead of keeping the exchange up'),
    )
    .addOption(
      option('--tenants <count>', 'so many client ids more, each with an exchange of its own').argParser(
        parseCount,
      ),
    )
    .addOption(
      option('--loop', 'begin the day again when it is over, for exchanges alone').conflicts([
        'backend',
        'tenants',
      ]),
    )
    .addOption(judgeOption())
    .addOption(option('--ready-file <file>', 'write URLs and credentials there once everything listens'))
    .addOption(
      option('--print-env [shell]', 'print the environment for a client on stdout')
        .choices(['sh', 'ps', 'json', 'dotenv'])
        .preset('sh'),
    )
    .addOption(option('--log-file <file>', "append the backend's log to this file"))
    .addOption(option('--quiet', 'only warnings and errors on stderr'))
    .addOption(colourOption())
    .action(async (flags: ServeFlags, command: Command) => {
      const { recording } = flags;
      if (recording === undefined) {
        const { serve } = await import('./commands/serve.ts');
        finish(await serve(flags));
      } else {
        const { serveRecording } = await import('./commands/serve-recording.ts');
        const isNamed = command.getOptionValueSource('scenario') !== 'default';
        finish(await serveRecording({ ...flags, recording, faultsOf: isNamed ? flags.scenario : undefined }));
      }
    });
}

function runCommand(finish: (exitCode: number) => void): Command {
  return new Command('run')
    .description(
      "run an unmodified backend whose Dhan hosts are hard-coded against the mock; the command's own connections alone are led there",
    )
    .argument('<command...>', 'the command and its arguments, behind --')
    .usage('[options] -- <command...>')
    .addOption(
      option('--scenario <scenario>', 'name or path of the scenario to play').default('market-hours'),
    )
    .addOption(option('--seed <number>', 'seed of everything random').argParser(parseSeed))
    .addOption(parameterOption())
    .addOption(option('--speed <factor>', 'market seconds per second').default(1).argParser(parseSpeed))
    .addOption(
      option(
        '--at <time>',
        'IST time of day to start at, HH:mm:ss; where libfaketime is installed it is the time of the command too',
      ),
    )
    .addOption(
      option('--tls <folder>', 'keep the certificate authority there (default: a new one)').argParser(
        parseTlsFolder,
      ),
    )
    .addOption(
      option('--allow <host>', 'let the command call this host outside; repeatable').argParser(collected),
    )
    .addOption(option('--calls <file>', 'list every outgoing call there, one JSON line each'))
    .addOption(option('--verify', 'verify the backend once it is up, then stop it; exit with the verdict'))
    .addOption(
      option(
        '--suite <suite>',
        'with --verify: options-backend or a suite file; checks of the exchange are left out',
      ).default('options-backend'),
    )
    .addOption(
      option('--wait <duration>', 'how long the backend may take until it is up')
        .default(90_000, '90s')
        .argParser(parseDuration),
    )
    .addOption(judgeOption())
    .addOption(option('--backend <url>', 'where the backend listens').default('http://127.0.0.1:8000'))
    .addOption(movementOption())
    .addOption(failOnOption())
    .addOption(wireOption())
    .addOption(cadenceOption())
    .addOption(formatOption(REPORT_FORMATS))
    .addOption(option('--quiet', 'say nothing on stderr'))
    .addOption(colourOption())
    .action(async (words: readonly string[], flags: RunFlags) => {
      const { run } = await import('./commands/run.ts');
      finish(await run(words, flags));
    });
}

function recordCommand(finish: (exitCode: number) => void): Command {
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
