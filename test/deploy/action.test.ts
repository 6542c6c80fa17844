import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { emptyFolder } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.mjs', import.meta.url));

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly id?: string;
      readonly run?: string;
      readonly env?: Readonly<Record<string, string>>;
      readonly uses?: string;
      readonly with?: Readonly<Record<string, string>>;
    }[];
  };
}

const action = parse(readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')) as Action;

/** The verify step as a runner would run it: inputs in its environment, `npx` from a folder of ours that leads to this build. */
async function runStep(inputs: Readonly<Record<string, string>>) {
  const step = action.runs.steps.find(({ id }) => id === 'verify')!;
  const [cwd, bin] = [emptyFolder(), emptyFolder()];
  mkdirSync(bin, { recursive: true });
  const shim = `#!/bin/sh\ntest "$1 $2" = "--yes preopen@latest" || exit 99\nshift 2\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  writeFileSync(join(bin, 'npx'), shim);
  chmodSync(join(bin, 'npx'), 0o755);
  const given = (name: string): string => inputs[name] ?? action.inputs[name]!.default;
  const env = Object.entries(step.env ?? {}).map(([name, text]) => [
    name,
    text.replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_whole, input: string) => given(input)),
  ]);
  const output = join(cwd, 'github-output');
  const { exitCode, stdout, stderr } = await execa('bash', ['-eo', 'pipefail', '-c', step.run!], {
    cwd,
    reject: false,
    env: {
      ...Object.fromEntries(env),
      PATH: `${bin}${delimiter}${process.env['PATH']}`,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: join(cwd, 'summary.md'),
    },
  });
  return { exitCode, stdout, stderr, cwd, output: existsSync(output) ? readFileSync(output, 'utf8') : '' };
}

test('the action verifies a backend, writes its reports, and ends with the verdict', async () => {
  await using sound = await serveMock(['--scenario', 'market-hours', '--backend', '--backend-port', '0']);
  const ready = await runStep({ backend: sound.ready.backendUrl!, log: sound.logFile, wait: '5s' });
  expect(ready.exitCode).toBe(0);
  expect(ready.output).toBe('exit-code=0\n');
  for (const file of ['junit.xml', 'verdict.json', 'report.html'])
    expect(existsSync(join(ready.cwd, 'preopen-report', file))).toBe(true);
  expect(readFileSync(join(ready.cwd, 'preopen-report/junit.xml'), 'utf8')).toContain('log.startup');
});

test('the action fails the job on a backend with an empty cache, and annotates what failed', async () => {
  await using faulty = await serveMock([
    '--scenario',
    'market-hours',
    '--backend=before',
    '--backend-port',
    '0',
  ]);
  const failed = await runStep({
    backend: faulty.ready.backendUrl!,
    wait: '1s',
    arguments: '--timeout\n2s\n--grep\n^backend\\.(cache|reachable)$\n',
  });
  expect(failed.exitCode).toBe(1);
  expect(failed.output).toBe('exit-code=1\n');
  expect(failed.stdout).toMatch(/^::error.*backend\.cache/m);
});

test('an input is data, never a command', async () => {
  const { stdout, stderr, exitCode } = await runStep({
    backend: 'http://$(echo injected)`echo too`',
    wait: '1s',
  });
  expect(exitCode).toBe(2);
  expect(stdout + stderr).toContain('$(echo injected)');
});

test('the action keeps the folder of reports even when the verdict is no', () => {
  const upload = action.runs.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
  expect(upload).toMatchObject({
    if: "always() && inputs.artifact != ''",
    with: { path: '${{ inputs.working-directory }}/${{ inputs.folder }}' },
  });
});
