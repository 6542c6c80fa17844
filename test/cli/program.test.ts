import { expect, test } from 'vitest';
import packageJson from '#package.json' with { type: 'json' };
import { preopen } from '#test/support/preopen-command.ts';

test('--version prints the version of the package and nothing else', async () => {
  for (const flag of ['--version', '-V'])
    expect(await preopen([flag])).toEqual({ exitCode: 0, stdout: packageJson.version, stderr: '' });
});

test('--help lists the commands on stdout', async () => {
  const { exitCode, stdout, stderr } = await preopen(['--help']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  for (const command of ['replay', 'serve', 'verify']) expect(stdout).toContain(`  ${command} `);
});

test('help of a command names its flags and their variables', async () => {
  const { exitCode, stdout } = await preopen(['serve', '--help']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('--ready-file <file>');
  expect(stdout).toContain('PREOPEN_READY_FILE');
});

test('an unknown command exits 2 and says so on stderr', async () => {
  const { exitCode, stdout, stderr } = await preopen(['rehearse']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain("unknown command 'rehearse'");
});

test('an unknown flag exits 2 and says where the flags are listed', async () => {
  const { exitCode, stdout, stderr } = await preopen(['replay', 'market-hours', '--sed', '2']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain("unknown option '--sed'");
  expect(stderr).toContain('(preopen replay --help lists the flags)');
});

test.each([
  ['--seed', 'two', 'whole number'],
  ['--seed', '4294967296', '0 to 4294967295'],
  ['--speed', '0', 'above 0'],
  ['--through', 'pigeons', 'memory, sockets'],
  ['--cadence', '300', '100, 250 or 1000'],
  ['--wire', 'imagined', 'a profile (observed, documented, sdk, seed-compat)'],
  ['--wire', 'sdk,messages=some', 'messages=one-packet|batch'],
  ['--format', 'xml', 'pretty, json'],
  ['--format', 'json:', 'with :path'],
  ['--price-model', 'heston', 'expected one of black76, dhan, seed-decay, was "heston". Choose'],
  ['--price-model', 'blak76', 'Did you mean black76?'],
  ['--vs', 'seed_decay', 'Did you mean seed-decay?'],
])(
  'replay %s %s exits 2, names what it accepts and where the flags are listed',
  async (flag, value, accepted) => {
    const { exitCode, stdout, stderr } = await preopen(['replay', 'market-hours', flag, value]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(accepted);
    expect(stderr).toContain('(preopen replay --help lists the flags)');
  },
);

test('two reports for stdout are refused before anything runs', async () => {
  const { exitCode, stderr } = await preopen(['replay', 'market-hours', '-f', 'pretty', '-f', 'json']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Two reports for stdout');
});
