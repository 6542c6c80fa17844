import { Command } from 'commander';
import type { ServeFlags } from './commands/serve.ts';
import {
  cadenceOption,
  colourOption,
  input,
  judgeOption,
  option,
  parameterOption,
  priceModelOption,
  wireOption,
} from './command-options.ts';
import {
  CA_FOLDER,
  parseCount,
  parsePort,
  parseRedisUrl,
  parseSeed,
  parseSpeed,
  parseTlsFolder,
  parseWebUrl,
} from './option-values.ts';

/** `preopen serve`: an exchange of a scenario or of a recording. */
export function serveCommand(finish: (exitCode: number) => void): Command {
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
