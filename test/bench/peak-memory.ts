/** The most memory that a program of the benchmark had resident. */
import { spawnSync } from 'node:child_process';

/**
 * Linux counts a process's own pages in VmHWM; what getrusage tells there begins with the memory of whoever started the process.
 */
const REPORT = `data:text/javascript,
  import { readFileSync } from 'node:fs';
  process.on('exit', () => {
    const own = process.platform === 'linux' ? /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] : undefined;
    console.error('peak', own ?? process.resourceUsage().maxRSS);
  });`;

const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** Runs a Node program to its end; megabytes. Errors: Error with the program's words when it does not exit 0. */
export function peakMegabytes(words: readonly string[]): number {
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', REPORT.replaceAll('\n', ' '), ...words],
    { encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX },
  );
  const kilobytes = Number(/peak (\d+)/.exec(stderr)?.[1]);
  if (status !== 0 || !(kilobytes > 0))
    throw new Error(`memory bench: ${words.join(' ')} ended with ${status}: ${stderr.slice(0, 500)}`);
  return kilobytes / 1024;
}
