import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

test('an artifact holds verdict, junit and evidence without a secret, and why explains it with nobody there', async () => {
  const folder = join(emptyFolder(), 'artifact');
  const mock = await serveMock([
    '--scenario',
    'missing-credentials',
    '--backend',
    'before',
    '--backend-port',
    '0',
  ]);
  const { ready, logFile } = mock;
  const targets = ['--backend', ready.backendUrl!, '--exchange', ready.restUrl, '--log', logFile];
  const verified = await preopen(['verify', ...targets, '--timeout', '2s', '--artifact', folder], {
    env: ready.env,
  });
  expect(verified.exitCode).toBe(1);
  await mock[Symbol.asyncDispose]();

  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const texts = names.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(names.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['verdict.json', 'junit.xml', 'frames.ndjson', 'log.txt']),
  );
  expect(texts.filter((text) => text.includes(ready.env['DHAN_ACCESS_TOKEN']!))).toEqual([]);
  expect(texts.some((text) => text.includes('"RequestCode\\":15') || text.includes('"hex"'))).toBe(true);

  const { exitCode, stdout } = await preopen(['why', join(folder, 'verdict.json')]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^1\. FAIL {2}backend\.cache: the cache is empty/m);
  expect(stdout).toMatch(/^ {3}mend {6}export DHAN_CLIENT_ID/m);
  expect(stdout).toMatch(/so that +FAIL {2}backend\.chain: /);
  expect(stdout).toMatch(/evidence\/\d+-get-api-v2-options-cache-stats\.txt {2}\(GET .* -> 200\)/);
  expect((await preopen(['why', folder])).stdout).toBe(stdout);
}, 60_000);

test('an artifact of a run in memory says that nothing is wrong', async () => {
  const folder = join(emptyFolder(), 'artifact');
  await preopen(['verify', '--exchange', 'mock', '--scenario', 'calm-morning', '--artifact', folder]);
  expect((await preopen(['why', folder])).stdout).toContain('nothing is wrong');
});

test.each([
  ['{', 'was not readable as JSON'],
  ['{"checks": []}', 'was something else'],
])('why %s exits 2 and says what it reads', async (text, said) => {
  const file = join(emptyFolder(), 'verdict.json');
  writeFileSync(file, text);
  const { exitCode, stderr } = await preopen(['why', file]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(said);
  expect(stderr).toContain('preopen verify --artifact DIR');
});

test('the artifact of a mock in memory has bodies of its exchange and its backend', async () => {
  const folder = join(emptyFolder(), 'kept');
  const only = ['--grep', '^(backend\\.cache|exchange\\.login)$'];
  const { exitCode } = await preopen(['verify', '--exchange', 'mock', ...only, '--artifact', folder]);
  expect(exitCode).toBe(0);
  const { evidence } = JSON.parse(readFileSync(join(folder, 'verdict.json'), 'utf8')) as {
    readonly evidence: readonly { readonly file: string; readonly what: string }[];
  };
  const whats = evidence.map(({ what }) => what);
  expect(whats).toContain('GET http://exchange.memory/v2/profile -> 200');
  const cache = evidence.find(({ what }) => what.includes('/cache/stats'))!;
  expect(JSON.parse(readFileSync(join(folder, cache.file), 'utf8'))).toMatchObject({ status: 'success' });
});
