import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createPythonProbe } from '#engine/adapters/probes/python-probe.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import type { Judgement } from '#engine/verify/check.ts';
import { isOlder, judgePythonImport } from '#engine/verify/declared/python-import-check.ts';
import { pythonImportDeclaration } from '#scenarios/suites/python-import-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'preopen-python-'));
const MODULES: Readonly<Record<string, string>> = {
  wants_ta: 'print("noise on stdout")\nimport pandas_ta_of_nobody',
  broken: 'raise RuntimeError("no licence\\nsecond line")',
  leaves: 'import sys\nsys.exit(3)',
  killed: 'import os, signal\nos.kill(os.getpid(), signal.SIGKILL)',
  hangs: 'import time\ntime.sleep(60)',
  versioned: '__version__ = "2.8.0"\nclass Client:\n    key = 1',
  unversioned: '',
};
for (const [name, source] of Object.entries(MODULES))
  writeFileSync(join(folder, `${name}.py`), `${source}\n`);
mkdirSync(join(folder, 'metadata_only-7.1.dist-info'));
writeFileSync(
  join(folder, 'metadata_only-7.1.dist-info', 'METADATA'),
  'Metadata-Version: 2.1\nName: metadata_only\nVersion: 7.1\n',
);
writeFileSync(join(folder, 'metadata_only.py'), '');

const PYTHON = 'python3';
const version = execFileSync(PYTHON, ['--version'], { encoding: 'utf8' }).trim();
/** The modules above stand on the interpreter's path. */
const probe = createPythonProbe(['env', `PYTHONPATH=${folder}`]);
const SHOWN = `env PYTHONPATH=${folder} ${PYTHON}`;

function judged(written: unknown): Promise<Judgement> {
  return judgePythonImport(pythonImportDeclaration.parse(written), probe);
}

test('modules that are there pass, with their versions, in one process', async () => {
  const judgement = await judged(['json', 'os.path', 'versioned', 'unversioned']);
  expect(judgement).toMatchObject({ status: 'pass' });
  expect(judgement.observed).toMatch(
    /^json \S+, os\.path, versioned 2\.8\.0, unversioned, Python 3\.\S+, in \d+ ms$/,
  );
  expect(judgement.observed).toContain(version);
});

test('a missing module is named with the error and the pip of that environment', async () => {
  expect(await judged(['json', 'pandas_ta_of_nobody'])).toMatchObject({
    status: 'fail',
    observed: `pandas_ta_of_nobody: ModuleNotFoundError: No module named 'pandas_ta_of_nobody' (${version})`,
    remedy: `Put it into that environment: ${SHOWN} -m pip install pandas-ta-of-nobody, and into its requirements.`,
  });
  const named = { module: 'pandas_ta_of_nobody', package: 'PandasTA[all]' };
  const { remedy } = await judged({ modules: [named] });
  expect(remedy).toContain("pip install 'PandasTA[all]'");
});

test('what a module wants in vain is named, not the module; what is broken otherwise is for its author', async () => {
  const wanting = await judged('wants_ta');
  expect(wanting.remedy).toContain('pip install pandas-ta-of-nobody');
  expect(await judged(['broken', 'leaves'])).toMatchObject({
    status: 'fail',
    observed: `broken: RuntimeError: no licence (${version}), leaves: SystemExit: 3 (${version})`,
    remedy: `See the whole error: ${SHOWN} -c 'import broken'`,
  });
});

test('attributes and versions are judged', async () => {
  const asked = (more: object): Promise<Judgement> => judged({ modules: [{ module: 'versioned', ...more }] });
  expect(await asked({ attribute: 'Client.key', version: '2.8' })).toMatchObject({ status: 'pass' });
  expect(await asked({ attribute: 'Client.nothing' })).toMatchObject({
    status: 'fail',
    observed: 'versioned has no Client.nothing',
  });
  expect(await asked({ version: '2.10.0' })).toMatchObject({
    observed: 'versioned 2.8.0',
    remedy: `${SHOWN} -m pip install --upgrade 'versioned>=2.10.0'`,
  });
  expect(await judged({ modules: [{ module: 'metadata_only', version: '7' }] })).toMatchObject({
    status: 'pass',
  });
  expect(await judged({ modules: [{ module: 'unversioned', version: '1' }] })).toMatchObject({
    observed: 'unversioned tells no version',
  });
});

test('a module that ends the interpreter, or never ends, is the one that is named', async () => {
  expect((await judged(['json', 'killed', 'os'])).observed).toBe(
    'killed was being imported when the interpreter was ended by SIGKILL, os was not tried',
  );
  expect(await judged({ modules: ['hangs'], timeout: '1500ms' })).toMatchObject({
    status: 'fail',
    observed: 'hangs was being imported when the interpreter was stopped after 1.5 s',
  });
});

test('an interpreter that outlives the command that led to it, as in a container, ends itself', async () => {
  const pidFile = join(folder, 'left.pid');
  const source = `import os, time\nopen(${JSON.stringify(pidFile)}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n`;
  writeFileSync(join(folder, 'left_alone.py'), source);
  const leave = `require('child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: 'inherit', detached: true })`;
  const leaving = createPythonProbe([process.execPath, '-e', leave, 'env', `PYTHONPATH=${folder}`]);
  const asked = pythonImportDeclaration.parse({ modules: ['left_alone'], timeout: '2s' });
  expect(await judgePythonImport(asked, leaving)).toMatchObject({ status: 'fail' });
  const pid = Number(readFileSync(pidFile, 'utf8'));
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('an interpreter that is not there, or is none, judges nothing', async () => {
  await expect(judged({ python: '/no/such/python', modules: 'json' })).rejects.toThrow(ProbeUnreachable);
  const outside = createPythonProbe();
  const asked = pythonImportDeclaration.parse({ python: 'true', modules: 'json' });
  await expect(judgePythonImport(asked, outside)).rejects.toThrow('true is no Python that can be run');
});

test('versions are compared number by number', () => {
  expect(isOlder('2.8.0', '2.8')).toBe(false);
  expect(isOlder('2.8', '2.8.1')).toBe(true);
  expect(isOlder('2.10', '2.9')).toBe(false);
  expect(isOlder('2.0.0rc1', '2.0.0')).toBe(true);
  expect(isOlder('2.0.0.post1', '2.0.0')).toBe(false);
  expect(isOlder('0.3.14b0', '0.3.14')).toBe(true);
});

test.each([
  [[], 'expected'],
  [{ python: 'python3' }, 'expected modules, such as'],
  ['pandas-ta', 'expected a module as an import names it'],
  [{ modules: [{ module: 'a', version: 'new' }] }, 'expected a version'],
  [{ modules: [{ module: 'a', package: '--index-url' }] }, 'expected the name pip knows it by'],
])('%o is refused', (written, words) => {
  expect(JSON.stringify(pythonImportDeclaration.safeParse(written).error?.issues)).toContain(words);
});
