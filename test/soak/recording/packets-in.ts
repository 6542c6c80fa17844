import { RecordingFile } from '#engine/adapters/recording/recording-file.ts';
import { OPCODES, forEachFrame } from '#engine/recording/frames.ts';
import { forEachPacket } from '#engine/recording/recorded-packets.ts';

/** Packets of the live feed that a recording's clients were sent. */
export function packetsIn(path: string): number {
  using file = new RecordingFile(path);
  let packets = 0;
  for (const { channel, data } of file.messages())
    if (channel.kind === 'frames' && channel.direction === 'from-exchange')
      forEachFrame(data, ({ opcode, payload }) => {
        if (opcode === OPCODES.binary) forEachPacket('live', payload, () => (packets += 1));
      });
  return packets;
}
