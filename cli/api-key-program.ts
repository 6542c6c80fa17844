import { Command } from 'commander';
import type { ApiKeyFlags } from './commands/api-key.ts';
import { formatOption, input } from './command-options.ts';
import { collected, parseCount, parseDuration } from './option-values.ts';

/** `preopen api-key add|list|off|usage FILE` */
export function apiKeyCommand(finish: (exitCode: number) => void): Command {
  const command = new Command('api-key').description(
    'API keys of a SQLite file, as serve --platform --api-keys takes it: make, list, switch off, who called what',
  );
  command
    .command('add')
    .description('make a key; it is printed once, the file holds its SHA-256')
    .argument('<file>', 'SQLite file, made where it is missing')
    .addOption(input('--user <id>', 'whose it is').default(3).argParser(parseCount))
    .addOption(
      input('--permission <name>', 'what it may do, more than once; read unless told').argParser(collected),
    )
    .addOption(
      input('--address <address>', 'where it may be used, an address or subnet, more than once').argParser(
        collected,
      ),
    )
    .addOption(
      input('--expires <duration>', 'how long it is good, such as 24h; without end unless told').argParser(
        parseDuration,
      ),
    )
    .addOption(input('--per-second <calls>', 'at most so many calls a second (10)').argParser(parseCount))
    .addOption(input('--per-minute <calls>', 'at most so many calls a minute (200)').argParser(parseCount))
    .action(async (file: string, flags: ApiKeyFlags) => {
      const { addApiKey } = await import('./commands/api-key.ts');
      finish(addApiKey(file, flags));
    });
  command
    .command('list')
    .description('every key of the file, without its secret')
    .argument('<file>')
    .addOption(formatOption(['pretty', 'json']))
    .action(async (file: string, flags: Pick<ApiKeyFlags, 'format'>) => {
      const { listApiKeys } = await import('./commands/api-key.ts');
      finish(await listApiKeys(file, flags));
    });
  command
    .command('off')
    .description('refuse a key from now on')
    .argument('<file>')
    .argument('<key-id>', 'the eight digits after sb_')
    .action(async (file: string, keyId: string) => {
      const { switchOffApiKey } = await import('./commands/api-key.ts');
      finish(switchOffApiKey(file, keyId));
    });
  command
    .command('usage')
    .description('the newest calls with keys of the file')
    .argument('<file>')
    .addOption(input('--last <calls>', 'so many').default(50).argParser(parseCount))
    .addOption(formatOption(['pretty', 'json']))
    .action(async (file: string, flags: Pick<ApiKeyFlags, 'format'> & { readonly last: number }) => {
      const { apiKeyUsage } = await import('./commands/api-key.ts');
      finish(await apiKeyUsage(file, flags));
    });
  return command;
}
