import type { ListedProcess } from './listed-process.ts';

/** Reads `tasklist /fo csv /nh`: "name","PID","session","session number","1,234 K"; a point separates thousands in some languages. */
export function readTasklist(csv: string): readonly ListedProcess[] {
  return csv.split(/\r?\n/).flatMap((line) => {
    const [name, pid, , , memory] = [...line.matchAll(/"([^"]*)"/g)].map(([, field = '']) => field);
    if (name === undefined || pid === undefined || memory === undefined) return [];
    return [
      {
        pid: Number(pid),
        parentPid: undefined,
        name,
        commandLine: name,
        upForMs: undefined,
        memoryBytes: Number(memory.replaceAll(/\D/g, '')) * 1024,
        cpuMs: undefined,
      },
    ];
  });
}
