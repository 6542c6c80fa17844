import type { Judgement } from '../check.ts';
import { judgementOf } from './findings.ts';
import type { Finding } from './findings.ts';
import { ageMeasurement, judgeAge, spokenFreshness } from './freshness.ts';
import type { Freshness } from './freshness.ts';
import { shellWord } from './shown-address.ts';

/** `file` of a suite: that it is there (or is not), how old and how large it is. */
export interface FileDeclaration {
  readonly kind: 'file';
  readonly path: string;
  readonly exists: boolean;
  /** Bytes; 1 unless given, because an empty file proves nothing. */
  readonly bytesMin: number;
  readonly bytesMax?: number | undefined;
  /** Of its last change. */
  readonly fresh?: Freshness | undefined;
}

/** What the file system says. */
export type FileFacts =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present';
      readonly what: 'file' | 'folder';
      readonly bytes: number;
      /** Epoch ms. */
      readonly changedMs: number;
      readonly nowMs: number;
    };

/** Looks at a path. Rejects with ProbeUnreachable when it may not. */
export interface FileProbe {
  readonly look: (path: string) => Promise<FileFacts>;
}

/** Looks once and judges everything the suite says of the file. */
export async function judgeFile(declaration: FileDeclaration, probe: FileProbe): Promise<Judgement> {
  const { path, exists, fresh } = declaration;
  const facts = await probe.look(path);
  const remedy = `See it: ls -l --time-style=full-iso ${shellWord(path)}`;
  const presence: Finding = {
    expected: exists ? `a file ${path}` : `no file ${path}`,
    observed: facts.kind === 'absent' ? `no file ${path}` : `a ${facts.what} ${path}`,
    isFault: exists ? facts.kind === 'absent' || facts.what !== 'file' : facts.kind !== 'absent',
    remedy: exists ? `Run what writes it. ${remedy}` : `Remove it: rm ${shellWord(path)}`,
  };
  if (presence.isFault || facts.kind === 'absent') return judgementOf([presence]);
  const age = fresh && judgeAge(fresh, facts.changedMs, facts.nowMs);
  return judgementOf([
    presence,
    sizeFinding(declaration, facts.bytes, remedy),
    ...(fresh && age
      ? [
          {
            expected: `its last change ${spokenFreshness(fresh)}`,
            observed: age.fault ?? age.spoken,
            isFault: age.fault !== undefined,
            remedy: `Run what writes it. ${remedy}`,
            measurement: ageMeasurement('age', age, fresh),
          },
        ]
      : []),
  ]);
}

function sizeFinding({ bytesMin, bytesMax }: FileDeclaration, bytes: number, remedy: string): Finding {
  return {
    expected: bytesMax === undefined ? `at least ${bytesMin} bytes` : `${bytesMin} to ${bytesMax} bytes`,
    observed: `${bytes} bytes`,
    isFault: bytes < bytesMin || (bytesMax !== undefined && bytes > bytesMax),
    remedy,
    measurement: { name: 'size', value: bytes, unit: 'bytes', limit: { kind: 'min', value: bytesMin } },
  };
}
