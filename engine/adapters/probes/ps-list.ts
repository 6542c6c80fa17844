import type { ListedProcess } from './listed-process.ts';

/** The words of a `ps` that lists every process of a Unix system other than Linux; `readPs` reads what it prints. */
export const PS_WORDS = ['-A', '-o', 'pid=,ppid=,state=,rss=,etime=,time=,args='] as const;

const LINE = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+([\d:.-]+)\s+([\d:.-]+)\s+(.*)$/;

/** Reads `ps -A -o pid=,ppid=,state=,rss=,etime=,time=,args=`: memory in KiB, times as `[[days-]hours:]minutes:seconds`; zombies are left out. */
export function readPs(text: string): readonly ListedProcess[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parentPid, state = '', memory, up = '', cpu = '', args = ''] = LINE.exec(line) ?? [];
    if (pid === undefined || state.startsWith('Z')) return [];
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        name: args.split(' ')[0]!.replace(/^.*\//, ''),
        commandLine: args.replaceAll(' ', '\0'),
        upForMs: spanMs(up),
        memoryBytes: Number(memory) * 1024,
        cpuMs: spanMs(cpu),
      },
    ];
  });
}

function spanMs(text: string): number {
  const [, days = '0', clock = '0'] = /^(?:(\d+)-)?(.*)$/.exec(text) ?? [];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1000;
}
