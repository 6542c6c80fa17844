/** A place in which nothing can be run but the tools that are named. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The command that leads there: everything is found on a PATH that has these alone. */
export function placeWithOnly(...tools: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'preopen-tools-'));
  for (const tool of tools) symlinkSync(programOf(tool), join(folder, tool));
  return `/usr/bin/env PATH=${folder}`;
}

/** Python and Node as they are themselves, because a version manager's stand-in needs a shell. */
function programOf(tool: string): string {
  if (tool === 'node') return process.execPath;
  if (tool === 'python3')
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  return execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
}
