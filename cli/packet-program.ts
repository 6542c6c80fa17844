import { Command } from 'commander';
import type { Option } from 'commander';
import type { DecodeFlags, EncodeFlags } from './commands/packet.ts';
import { colourOption, formatOption, input } from './command-options.ts';
import { PACKET_VALUE_FLAGS } from './packet-flags.ts';

type Finish = (exitCode: number) => void;

/** `preopen packet ...`: the feeds' binary packets. */
export function packetCommand(finish: Finish): Command {
  return new Command('packet')
    .description("read and write the feeds' binary packets byte by byte")
    .addCommand(packetDecodeCommand(finish))
    .addCommand(packetEncodeCommand(finish));
}

function packetDecodeCommand(finish: Finish): Command {
  return new Command('decode')
    .description('explain every field of the packets in a frame; exit 1 when some of it is no packet')
    .argument('[hex...]', 'hex digits, with or without blanks, colons and 0x; - reads stdin')
    .addOption(input('--file <file>', 'raw bytes, or hex as text'))
    .addOption(input('--base64 <text>', 'the bytes as base64'))
    .addOption(packetFeedOption())
    .addOption(formatOption(['pretty', 'json', 'sdk']))
    .addOption(colourOption())
    .action(async (hex: readonly string[], flags: DecodeFlags) => {
      const { decodePackets } = await import('./commands/packet.ts');
      finish(await decodePackets(hex, flags));
    });
}

function packetEncodeCommand(finish: Finish): Command {
  const command = new Command('encode')
    .description('write a packet from flags, or from the JSON that decode prints; what is left out is 0')
    .addOption(packetFeedOption())
    .addOption(input('--json <json>', 'packet, list of packets or report of decode -f json; - reads stdin'));
  for (const { flags, description } of PACKET_VALUE_FLAGS)
    command.addOption(input(flags, description).conflicts('json'));
  return command
    .addOption(input('--base64', 'print base64 instead of hex'))
    .addOption(input('--output <file>', 'write the raw bytes there and print nothing').conflicts('base64'))
    .action(async (flags: EncodeFlags) => {
      const { encodePackets } = await import('./commands/packet.ts');
      finish(await encodePackets(flags));
    });
}

function packetFeedOption(): Option {
  return input('--feed <feed>', 'whose packets they are')
    .choices(['live', 'depth-20', 'depth-200'])
    .default('live');
}
