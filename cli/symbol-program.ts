import { Command } from 'commander';
import { EXCHANGE_SEGMENT_CODES } from '#engine/market/instrument.ts';
import type { SymbolFlags } from './commands/symbol.ts';
import { formatOption, input } from './command-options.ts';

/** `preopen symbol NAME...` */
export function symbolCommand(finish: (exitCode: number) => void): Command {
  return new Command('symbol')
    .description('what a symbol names, in every form: expiry, lot size, security id')
    .argument('<name...>', 'such as NIFTY25NOVFUT or "NIFTY 27 NOV 24000 CALL"; a security id with --segment')
    .addOption(input('--date <date>', 'YYYY-MM-DD that it is read on (default: of the scenario, else today)'))
    .addOption(
      input('--segment <segment>', 'the names are security ids of this segment').choices(
        Object.keys(EXCHANGE_SEGMENT_CODES),
      ),
    )
    .addOption(
      input('--scenario <scenario>', 'find it in the scrip master of that scenario').conflicts('master'),
    )
    .addOption(input('--master <file>', 'find it in this scrip master, compact or detailed CSV'))
    .addOption(formatOption(['pretty', 'json']))
    .action(async (names: readonly string[], flags: SymbolFlags) => {
      const { symbol } = await import('./commands/symbol.ts');
      finish(await symbol(names, flags));
    });
}
