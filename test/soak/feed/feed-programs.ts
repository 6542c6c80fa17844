/** The two programs of the feed proof, and what may stand between them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchFolder, CLIENT_CPU, SERVER_CPU, startPinned } from '#test/bench/pinned-process.ts';
import type { PinnedProcess } from '#test/bench/pinned-process.ts';
import type { Published, Received, Where } from './program-lines.ts';
import { CADENCE_MS } from './published-quotes.ts';

/** Flushes in so long. */
export function turnsIn(seconds: number): number {
  return Math.max(1, Math.round((seconds * 1000) / CADENCE_MS));
}

/**
 * Runs server and client to their ends; neither outlives the other. `serverArgs`: turns, and the turn of the early mark. `between`: told where
 * the server is, it tells the client where to go.
 */
export async function runFeed(
  serverArgs: readonly number[],
  between: (where: Where) => Promise<Where> = async (where) => where,
): Promise<{ readonly published: Published; readonly received: Received }> {
  const server = startProgram(SERVER_CPU, new URL('publish-server.ts', import.meta.url), serverArgs);
  const programs = [server];
  try {
    const where = await between(await server.next<Where>());
    const client = startProgram(CLIENT_CPU, new URL('check-client.ts', import.meta.url), [whereFile(where)]);
    programs.push(client);
    const [published, received] = await Promise.all([server.next<Published>(), client.next<Received>()]);
    return { published, received };
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
  }
}

/** A program on one CPU, with the collector at hand so that memory can be told after a collection. */
export function startProgram(cpu: number, file: URL, args: readonly (string | number)[]): PinnedProcess {
  return startPinned(cpu, process.execPath, [
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(file),
    ...args.map(String),
  ]);
}

/** A file rather than arguments, which anyone can read and errors show. Returns its path. */
function whereFile(where: Where): string {
  const file = join(benchFolder(), 'where.json');
  writeFileSync(file, JSON.stringify(where));
  return file;
}
