import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createLogProbe } from '#engine/adapters/probes/log-probe.ts';
import { ConfigError } from '#engine/errors.ts';
import { ProbeUnreachable } from '#engine/verify/check.ts';
import { logStartup } from '#engine/verify/checks/log-checks.ts';
import { VirtualClock } from '#engine/virtual-clock.ts';
import { judge, OPEN_MS } from '../../verify/fake-targets.ts';
import { SESSION_ORDER } from '../../verify/sample-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'preopen-log-'));
const clock = new VirtualClock(OPEN_MS);

afterAll(() => rmSync(folder, { recursive: true }));

function fileProbe(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return createLogProbe({ clock, source: { kind: 'file', path } });
}

/** Runs this Node with a program of its own. */
function nodeProbe(program: string, timeoutMs = 20_000) {
  const path = join(folder, `program-${program.length}.cjs`);
  writeFileSync(path, program);
  return createLogProbe({
    clock,
    source: { kind: 'command', command: `"${process.execPath}" '${path}'`, timeoutMs },
  });
}

test('a log with Windows line ends and a mangled emoji passes', async () => {
  const text = SESSION_ORDER.join('\r\n').replaceAll('✅', 'âœ…').replaceAll('•', 'â€¢');
  expect((await judge(logStartup, fileProbe('windows.log', `${text}\r\n`))).status).toBe('pass');
});

test('a log that is no valid UTF-8 is still read', async () => {
  const bytes = Buffer.concat(SESSION_ORDER.map((line) => Buffer.from(`${line}\n`, 'latin1')));
  expect((await judge(logStartup, fileProbe('latin1.log', bytes))).status).toBe('pass');
});

test('an empty file has no lines, a missing one is unreachable', async () => {
  expect(await fileProbe('empty.log', '').lines()).toEqual([]);
  const missing = createLogProbe({ clock, source: { kind: 'file', path: join(folder, 'none.log') } });
  await expect(missing.lines()).rejects.toThrow(ProbeUnreachable);
});

test('the output of a command is a log, its stderr included', async () => {
  const probe = nodeProbe(`console.error(${JSON.stringify(SESSION_ORDER.join('\n'))})`);
  expect((await judge(logStartup, probe)).status).toBe('pass');
});

test('a command that follows its log is judged by what it printed until the timeout', async () => {
  const probe = nodeProbe('console.log("first line"); setInterval(() => {}, 1000);', 1_500);
  expect(await probe.lines()).toEqual(['first line']);
});

test('a command that cannot be run, fails or prints nothing is unreachable', async () => {
  const unknown = createLogProbe({ clock, source: { kind: 'command', command: 'no-such-program-here' } });
  await expect(unknown.lines()).rejects.toThrow(ProbeUnreachable);
  await expect(nodeProbe('console.log("boom"); process.exit(3);').lines()).rejects.toThrow(
    /exit code 3.*boom/s,
  );
  await expect(nodeProbe('').lines()).rejects.toThrow(ProbeUnreachable);
});

test('nothing in a command is expanded, and an empty one is refused', async () => {
  const path = join(folder, 'arguments.cjs');
  writeFileSync(path, 'console.log(process.argv.slice(2).join("|"));');
  const command = `"${process.execPath}" '${path}' $HOME '; echo no' *`;
  const probe = createLogProbe({ clock, source: { kind: 'command', command } });
  expect(await probe.lines()).toEqual(['$HOME|; echo no|*']);
  const empty = createLogProbe({ clock, source: { kind: 'command', command: '  ' } });
  await expect(empty.lines()).rejects.toThrow(ConfigError);
});
