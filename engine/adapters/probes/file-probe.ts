import { stat } from 'node:fs/promises';
import type { Clock } from '../../ports.ts';
import { ProbeUnreachable } from '../../verify/check.ts';
import type { FileProbe } from '../../verify/declared/file-check.ts';
import { shellWord } from '../../verify/declared/shown-address.ts';
import { reasonOf, systemCode } from './connection-failure.ts';

/** Looks at files; ages are counted on `clock`. */
export function createFileProbe(clock: Clock): FileProbe {
  return {
    async look(path) {
      try {
        const found = await stat(path);
        return {
          kind: 'present',
          what: found.isFile() ? 'file' : 'folder',
          bytes: found.size,
          changedMs: found.mtimeMs,
          nowMs: clock.nowMs(),
        };
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return { kind: 'absent' };
        throw new ProbeUnreachable(reasonOf(error), `Let this user read it: ls -ld ${shellWord(path)}`, {
          cause: error,
        });
      }
    },
  };
}
