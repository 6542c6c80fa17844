import type { Judgement } from '../check.ts';
import { listed } from '../judgement.ts';
import { judgementOf } from './findings.ts';
import type { Finding } from './findings.ts';
import { shellWord } from './shown-address.ts';
import { UsageSeries, asksUsage, usageFindings } from './usage.ts';
import type { UsageLimits, UsageSample } from './usage.ts';

/** `process` of a suite: which processes are meant (all that is given must fit), how many of them must run, and what all of them together may use. */
export interface ProcessDeclaration extends UsageLimits {
  readonly kind: 'process';
  readonly pid?: number | undefined;
  readonly pidFile?: string | undefined;
  /** Of the program, without its folder. */
  readonly name?: string | undefined;
  /** A regular expression on the command line; on Windows on the name, which is all that tasklist tells. */
  readonly matches?: string | undefined;
  readonly min: number;
  readonly max?: number | undefined;
  /** How long the oldest must have been running: what dies and is started again never gets there. */
  readonly upForMs?: number | undefined;
}

/** One running process; a zombie is none. */
export interface RunningProcess {
  readonly pid: number;
  readonly name: string;
  /** Undefined where the system does not tell. */
  readonly upForMs: number | undefined;
  readonly memoryBytes: number;
  /** Of one core, over a short while; undefined unless the declaration limits it, and where the system does not tell. */
  readonly cpuPercent?: number | undefined;
}

/** What was found. `noPid`: the PID file is missing or holds no number, in words. */
export type ProcessFacts =
  | { readonly kind: 'noPid'; readonly reason: string }
  | {
      readonly kind: 'processes';
      readonly processes: readonly RunningProcess[];
      /** Our clock when they were looked at, epoch ms. */
      readonly atMs: number;
    };

/** Lists processes. Rejects with ProbeUnreachable where this system does not let it. */
export interface ProcessProbe {
  readonly find: (declaration: ProcessDeclaration) => Promise<ProcessFacts>;
}

/** Looks once and judges how many there are, how long they run and what they take; growth is that of the `series`. */
export async function judgeProcess(
  declaration: ProcessDeclaration,
  probe: ProcessProbe,
  series: UsageSeries = new UsageSeries(),
): Promise<Judgement> {
  const facts = await probe.find(declaration);
  const who = spokenProcess(declaration);
  const remedy = lookCommand(declaration);
  if (facts.kind === 'noPid')
    return judgementOf([{ expected: `${who} runs`, observed: facts.reason, isFault: true, remedy }]);
  const { processes } = facts;
  return judgementOf([
    countFinding({ declaration, processes, who, remedy }),
    ...(declaration.upForMs === undefined || processes.length === 0
      ? []
      : [upFinding(processes, declaration.upForMs)]),
    ...(asksUsage(declaration) && processes.length > 0
      ? usageFindings(declaration, series.add(useOf(processes, facts.atMs)), psCommand(processes))
      : []),
  ]);
}

/** `the process uvicorn`, `the process of PID 12 in /run/app.pid`. */
export function spokenProcess({ pid, pidFile, name, matches }: ProcessDeclaration): string {
  const parts = [
    ...(name === undefined ? [] : [name]),
    ...(matches === undefined ? [] : [`/${matches}/`]),
    ...(pid === undefined ? [] : [`of PID ${pid}`]),
    ...(pidFile === undefined ? [] : [`of the PID in ${pidFile}`]),
  ];
  return `the process ${parts.join(' ')}`;
}

function countFinding(asked: {
  readonly declaration: ProcessDeclaration;
  readonly processes: readonly RunningProcess[];
  readonly who: string;
  readonly remedy: string;
}): Finding {
  const { declaration, processes, who, remedy } = asked;
  const { min, max } = declaration;
  const count = processes.length;
  const seen = listed(processes.map(({ name, pid }) => `${name} (PID ${pid})`));
  const wanted = max === undefined ? `at least ${min}` : min === max ? `${min}` : `${min} to ${max}`;
  return {
    expected: min === 1 && max === undefined ? `${who} runs` : `${who} runs ${wanted} times`,
    observed: count === 0 ? 'no such process' : count === 1 ? `${seen} runs` : `${count} run: ${seen}`,
    isFault: count < min || (max !== undefined && count > max),
    remedy: `${count < min ? 'Start it' : 'Stop those too many'}. ${remedy}`,
    measurement: { name: 'processes', value: count, unit: 'count', limit: { kind: 'min', value: min } },
  };
}

/** The one that runs longest is judged: workers come and go, but what dies and is started again has no old one. */
function upFinding(processes: readonly RunningProcess[], leastMs: number): Finding {
  const expected = `up for ${leastMs / 1000} s`;
  const [oldest] = [...processes].sort((a, b) => (b.upForMs ?? 0) - (a.upForMs ?? 0));
  if (oldest?.upForMs === undefined)
    return {
      expected,
      observed: 'this system does not tell since when a process runs',
      isFault: true,
      remedy: 'Leave upFor out on this system.',
    };
  const { pid, name, upForMs } = oldest;
  return {
    expected,
    observed: `${name} (PID ${pid}) is up for ${Math.floor(upForMs / 1000)} s`,
    isFault: upForMs < leastMs,
    remedy: `It was started just now: if nobody did that, its log says at the end why it died. ps -o pid,etime,args -p ${pid}`,
    measurement: {
      name: 'up',
      value: upForMs / 1000,
      unit: 's',
      limit: { kind: 'min', value: leastMs / 1000 },
    },
  };
}

/** All of them together. */
function useOf(processes: readonly RunningProcess[], atMs: number): UsageSample {
  const cpu = processes.map(({ cpuPercent }) => cpuPercent).filter((percent) => percent !== undefined);
  return {
    atMs,
    memoryBytes: processes.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
    cpuPercent: cpu.length === 0 ? undefined : cpu.reduce((sum, percent) => sum + percent, 0),
    identity: processes.map(({ pid }) => pid).join(','),
  };
}

function psCommand(processes: readonly RunningProcess[]): string {
  return `ps -o pid,rss,pcpu,etime,args -p ${processes.map(({ pid }) => pid).join(',')}`;
}

function lookCommand({ pid, pidFile, name, matches }: ProcessDeclaration): string {
  if (pid !== undefined) return `See it: ps -fp ${pid}`;
  if (pidFile !== undefined) return `See it: ps -fp "$(cat ${shellWord(pidFile)})"`;
  return `See it: pgrep -af ${shellWord(matches ?? name ?? '')} (Windows: tasklist)`;
}
