import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

function run(options: string): { stdout: string; stderr: string } {
  const script = `
    import { createPinoLog } from '#engine/adapters/pino-log.ts';
    const log = createPinoLog(${options});
    log.line('info', '[STARTUP]    • Tokens: 2400');
    log.line('debug', 'detail');`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script];
  return spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
}

test('without a terminal each line is JSON on stderr with the text intact, and stdout stays clean', () => {
  const { stdout, stderr } = run('');
  expect(stdout).toBe('');
  expect(
    stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toMatchObject([{ level: 30, msg: '[STARTUP]    • Tokens: 2400' }]);
});

test('for people the line is plain text, still on stderr, and the level decides what is written', () => {
  const { stdout, stderr } = run("{ isPretty: true, level: 'debug' }");
  expect(stdout).toBe('');
  expect(stderr).toContain('[STARTUP]    • Tokens: 2400');
  expect(stderr).toContain('detail');
});
