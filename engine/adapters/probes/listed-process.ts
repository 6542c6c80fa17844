import type { RunningProcess } from '../../verify/declared/process-check.ts';

/** A process as the system lists it. */
export interface ListedProcess extends RunningProcess {
  readonly parentPid: number | undefined;
  /** Words end with NUL where the system tells them. */
  readonly commandLine: string;
  /** Processor time it has used since its start; undefined where the system does not tell. */
  readonly cpuMs: number | undefined;
}
