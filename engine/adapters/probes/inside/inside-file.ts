import type { Clock } from '../../../ports.ts';
import { ProbeUnreachable } from '../../../verify/check.ts';
import type { FileFacts, FileProbe } from '../../../verify/declared/file-check.ts';
import { bodyExcerpt } from '../../../verify/redact.ts';
import type { Tool, VantagePoint } from './vantage-point.ts';

const TIMEOUT_MS = 20_000;

/** Prints `regular file|bytes|epoch seconds`, as `stat -c '%F|%s|%Y'` does. */
const PYTHON = `
import os, stat, sys
try:
    seen = os.stat(sys.argv[1])
    print('%s|%d|%d' % ('regular file' if stat.S_ISREG(seen.st_mode) else 'directory', seen.st_size, seen.st_mtime))
except OSError as error:
    sys.exit(str(error))
`;

const NODE = `
try {
  const seen = require('fs').statSync(process.argv[1]);
  console.log([seen.isFile() ? 'regular file' : 'directory', seen.size, Math.floor(seen.mtimeMs / 1000)].join('|'));
} catch (error) { console.error(error.code === 'ENOENT' ? 'No such file or directory' : error.message); process.exit(1); }
`;

interface FileTool extends Tool {
  readonly words: (path: string) => readonly string[];
}

/** In the order they are tried. */
const FILE_TOOLS: readonly FileTool[] = [
  {
    name: 'stat',
    test: ['stat', '-c', '%F', '/'],
    words: (path) => ['stat', '-L', '-c', '%F|%s|%Y', '--', path],
  },
  {
    name: 'python3',
    test: ['python3', '-c', ''],
    words: (path) => ['python3', '-c', PYTHON, path],
  },
  { name: 'node', test: ['node', '-e', ''], words: (path) => ['node', '-e', NODE, path] },
];

/** Looks at files there; ages are counted on `clock`. */
export function insideFile(point: VantagePoint, onUse: (tool: string) => void, clock: Clock): FileProbe {
  return {
    async look(path): Promise<FileFacts> {
      const { tool } = await point.firstTool(FILE_TOOLS, 'look at a file');
      onUse(tool.name);
      const { exitCode, stdout, stderr } = await point.run(tool.words(path), { timeoutMs: TIMEOUT_MS });
      const [, what, bytes, seconds] = /^([^|]+)\|(\d+)\|(\d+)$/m.exec(stdout) ?? [];
      if (exitCode === 0 && what !== undefined)
        return {
          kind: 'present',
          what: what.startsWith('regular') ? 'file' : 'folder',
          bytes: Number(bytes),
          changedMs: Number(seconds) * 1000,
          nowMs: clock.nowMs(),
        };
      if (/no such file or directory/i.test(stderr)) return { kind: 'absent' };
      throw new ProbeUnreachable(
        bodyExcerpt(stderr, 160) || `${tool.name} ended with exit code ${exitCode}`,
        `Let that user read it: ${point.shown(['ls', '-ld', path])}`,
      );
    },
  };
}
