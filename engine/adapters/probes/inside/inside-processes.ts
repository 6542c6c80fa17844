import { randomUUID } from 'node:crypto';
import { VantageUnreachable } from '../../../verify/declared/vantage.ts';
import { bodyExcerpt } from '../../../verify/redact.ts';
import { readLinuxProcess, readUptime } from '../linux-process.ts';
import type { ProcessSource } from '../process-probe.ts';
import type { VantagePoint } from './vantage-point.ts';

const TIMEOUT_MS = 20_000;

/** Prints its own PID and /proc/uptime, then the three files of each process; a word of our own, $0, stands between all. */
const SCRIPT = `
echo $$; echo "$0"; cat /proc/uptime
for p in /proc/[0-9]*; do
  echo "$0"; cat $p/stat; echo "$0"; cat $p/status; echo "$0"; cat $p/cmdline
done 2>/dev/null
exit 0
`;

/** The processes that are seen there, by its /proc; the shell that lists them, and what it starts, are none of them. */
export function insideProcesses(point: VantagePoint, onUse: (tool: string) => void): ProcessSource {
  return {
    async list() {
      const { tool } = await point.firstTool([SHELL], 'list processes');
      onUse(tool.name);
      const between = randomUUID();
      const { stdout, stderr } = await point.run(['sh', '-c', SCRIPT, between], { timeoutMs: TIMEOUT_MS });
      const [own = '', uptime = '', ...files] = stdout.split(`${between}\n`);
      const upSeconds = readUptime(uptime);
      if (Number.isNaN(upSeconds))
        throw new VantageUnreachable(
          `${point.command}: /proc cannot be read there: ${bodyExcerpt(stderr, 160) || 'no word why'}`,
          `Look at it yourself: ${point.shown(['cat', '/proc/uptime'])}`,
        );
      const processes = Array.from({ length: Math.floor(files.length / 3) }, (_, index) => {
        const [stat = '', status = '', cmdline = ''] = files.slice(index * 3, index * 3 + 3);
        return stat === '' ? undefined : readLinuxProcess({ stat, status, cmdline }, upSeconds);
      }).filter((listed) => listed !== undefined);
      const ownPid = Number(own);
      return { processes: processes.filter(({ parentPid }) => parentPid !== ownPid), ownPid };
    },
    async read(file) {
      const { exitCode, stdout, stderr } = await point.run(['cat', file], { timeoutMs: TIMEOUT_MS });
      if (exitCode !== 0) throw new Error(stderr.trim() || `cat ended with exit code ${exitCode}`);
      return stdout;
    },
  };
}

const SHELL = { name: 'sh', test: ['sh', '-c', 'exit 0'] };
