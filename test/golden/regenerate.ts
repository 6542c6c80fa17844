/**
 * Copies the recorded REST bodies our routes cover from a data folder into test/golden/dhan-http, byte for byte, with licence and provenance:
 * `node test/golden/regenerate.ts ../shared/data`. Takes only bodies under the MIT licence that are not likely to be hand-written stubs.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { isCovered, isFreeAndGenuine } from '#test/support/recorded-bodies.ts';
import type { RecordedBody } from '#test/support/recorded-bodies.ts';

/** One chain of a live session is enough: each is 140 kB. The rest is read from the data folder where there is one. */
const CHAIN_KEPT = 'POST_optionchain_200_20250128T093332Z.body.json';
const LICENCE = 'LICENSE.dhanhq-client.MIT.txt';

const [dataFolder] = process.argv.slice(2);
if (dataFolder === undefined) {
  console.error('usage: node test/golden/regenerate.ts DATA_FOLDER (the one that holds dhan-samples)');
  process.exitCode = 2;
} else regenerate(join(dataFolder, 'dhan-samples'));

function regenerate(samples: string): void {
  const target = fileURLToPath(new URL('dhan-http', import.meta.url));
  const recorded = JSON.parse(readFileSync(join(samples, 'index.json'), 'utf8')) as RecordedBody[];
  const kept = recorded.filter(
    (body) =>
      isCovered(body) &&
      isFreeAndGenuine(body) &&
      (!body.file.startsWith('POST_optionchain_200_') || body.file === CHAIN_KEPT),
  );
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  for (const { file } of kept) copyFileSync(join(samples, file), join(target, file));
  copyFileSync(join(samples, LICENCE), join(target, LICENCE));
  writeFileSync(join(target, 'index.json'), `${JSON.stringify(kept.map(withoutHeaders), undefined, 2)}\n`);
  console.log(`${kept.length} bodies of ${recorded.length} copied to ${target}`);
}

/** The provenance of a body; response headers are not needed and hold nothing of ours. */
function withoutHeaders(body: RecordedBody): RecordedBody {
  const { file, method, uri, request_body, status, recorded_at, likely_handwritten_stub } = body;
  const { source_repo, source_commit, source_path, licence } = body;
  const provenance = { source_repo, source_commit, source_path, licence };
  return { file, method, uri, request_body, status, recorded_at, likely_handwritten_stub, ...provenance };
}
