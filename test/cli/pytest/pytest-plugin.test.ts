import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, execaSync } from 'execa';
import { expect, test } from 'vitest';
import { emptyFolder } from '#test/support/preopen-command.ts';

const PYTHON = '/usr/bin/python3';
const MAIN = fileURLToPath(new URL('../../../dist/cli/main.mjs', import.meta.url));
const PLUGIN = fileURLToPath(new URL('../../../cli/pytest', import.meta.url));
// Where pytest is missing the tests are skipped, except in CI, which installs it.
const isRequired = process.env['PREOPEN_REQUIRE_SERVICES'] === '1';
const hasPytest =
  existsSync(PYTHON) && execaSync(PYTHON, ['-c', 'import pytest'], { reject: false }).exitCode === 0;
const isSkipped = !hasPytest && !isRequired;
const note = isSkipped ? ` (skipped: ${PYTHON} has no pytest; apt install python3-pytest)` : '';
const testWithPytest = test.skipIf(isSkipped);

/** Runs pytest over one file with the plugin. */
async function pytest(source: string, env: Readonly<Record<string, string>> = {}) {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'test_live.py'), source);
  return execa(PYTHON, ['-m', 'pytest', '-q', '-p', 'pytest_preopen', '-p', 'no:cacheprovider'], {
    cwd,
    reject: false,
    env: {
      PYTHONPATH: PLUGIN,
      PYTHONDONTWRITEBYTECODE: '1',
      PREOPEN_COMMAND: `${process.execPath} ${MAIN}`,
      ...env,
    },
  });
}

testWithPytest(
  `a test of three lines moves the day, plans a fault, and its faults do not reach the next test${note}`,
  async () => {
    const { exitCode, stdout } = await pytest(`
import os, urllib.request

def test_live(preopen):
    preopen.at("09:16")
    planned = preopen.fault("mute BANKNIFTY")
    assert planned["kind"] == "mute-instrument"
    assert preopen.clock()["now"].startswith("2026-02-04T09:16:")
    assert os.environ["DHAN_BASE_URL"] == preopen.rest_url

def test_the_next_begins_anew(preopen):
    assert preopen.faults() == []
    assert preopen.clock()["now"].startswith("2026-02-04T09:14:")
    request = urllib.request.Request(preopen.rest_url + "/profile", headers={"access-token": os.environ["DHAN_ACCESS_TOKEN"]})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
`);
    expect(stdout).toContain('2 passed');
    expect(exitCode).toBe(0);
  },
);

testWithPytest(
  `a mark asks for another scenario, and what the exchange refuses is an error in words${note}`,
  async () => {
    const { exitCode, stdout } = await pytest(`
import pytest
from pytest_preopen import PreopenError

@pytest.mark.preopen(scenario="holiday", start="10:00:00")
def test_holiday(preopen):
    assert preopen.clock()["scenario"] == "holiday"

def test_refusals(preopen):
    with pytest.raises(PreopenError, match="expected a time after"):
        preopen.at("09:00")
    with pytest.raises(PreopenError, match="expected mute INSTRUMENT"):
        preopen.fault("sulk NIFTY")
    preopen.fault({"id": "own", "kind": "freeze-price", "instruments": ["NIFTY"]})
    preopen.end_fault("own")
    assert preopen.faults() == []
`);
    expect(stdout).toContain('2 passed');
    expect(exitCode).toBe(0);
  },
);

testWithPytest(
  `an exchange that cannot be started is an error of the test that says why${note}`,
  async () => {
    const test = 'def test_live(preopen):\n    pass\n';
    const unknown = await pytest(test, { PREOPEN_SCENARIO: 'no-such-day' });
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stdout).toMatch(/preopen serve ended with 2: .*no-such-day/);
    const missing = await pytest(test, { PREOPEN_COMMAND: '/no/such/preopen' });
    expect(missing.stdout).toContain("expected a command that starts preopen, was '/no/such/preopen'");
  },
);

testWithPytest(`no exchange is left behind${note}`, async () => {
  const { stdout } = await pytest(`
import os

def test_pid(preopen, _preopen_exchanges):
    for served in _preopen_exchanges.values():
        print("served by", served._process.pid)
    assert False
`);
  const [, pid = ''] = /served by (\d+)/.exec(stdout) ?? [];
  expect(Number(pid)).toBeGreaterThan(1);
  expect(() => process.kill(Number(pid), 0)).toThrow(expect.objectContaining({ code: 'ESRCH' }));
});
