import { expect, test } from 'vitest';
import { preopen } from '#test/support/preopen-command.ts';
import { serveMock } from '#test/support/served-mock.ts';

const SERVE = ['--scenario', 'calm-morning', '--at', '09:20:00', '--backend-port', '0'] as const;

test('a backend like the other is no worse; the one with the original faults is, and the differences are named', async () => {
  await using blue = await serveMock([...SERVE, '--backend', 'after']);
  await using green = await serveMock([...SERVE, '--backend', 'after']);
  await using faulty = await serveMock([
    ...SERVE,
    '--backend',
    'before',
    '--scenario',
    'missing-credentials',
  ]);
  const [a, b, c] = [blue, green, faulty].map(({ ready }) => ready.backendUrl!);

  const alike = await preopen(['verify', '--compare', a!, b!]);
  expect(alike.stdout).toMatch(/^B is (?:as A|no worse.*) +exit 0$/m);
  expect(alike.exitCode).toBe(0);

  const worse = await preopen(['verify', '--compare', a!, c!, '--timeout', '2s']);
  expect(worse.exitCode).toBe(1);
  expect(worse.stdout).toMatch(/^worse {3}status +backend\.cache: A pass: .*, B fail: /m);
  expect(worse.stdout).toMatch(/^worse {3}counter +tokens: A 80, B 0$/m);

  const better = await preopen(['verify', '--compare', c!, a!, '--timeout', '2s', '-f', 'json']);
  expect(better.exitCode).toBe(0);
  const { differences } = JSON.parse(better.stdout) as {
    readonly differences: readonly { readonly kind: string }[];
  };
  expect(differences.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['status', 'counter']));

  const gone = await preopen(['verify', '--compare', 'http://127.0.0.1:1', a!]);
  expect({ exitCode: gone.exitCode, said: gone.stdout }).toMatchObject({
    exitCode: 3,
    said: expect.stringContaining('A does not answer'),
  });
  expect((await preopen(['verify', '--compare', a!, 'http://127.0.0.1:1'])).exitCode).toBe(1);
}, 90_000);

test.each([
  [['--compare', 'http://127.0.0.1:1'], 'expected two URLs, was 1'],
  [['--compare', 'here', 'there'], 'expected a URL such as'],
  [['--compare', 'http://127.0.0.1:1', 'http://127.0.0.1:2', '-f', 'junit'], 'expected pretty or json'],
])('verify %j exits 2', async (flags, said) => {
  const { exitCode, stderr } = await preopen(['verify', ...flags]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(said);
});
