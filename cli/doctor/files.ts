/** The configuration and the suite of the working folder. */
import { existsSync } from 'node:fs';
import { PreopenError } from '#engine/errors.ts';
import { redactSecrets } from '#engine/verify/redact.ts';
import { readSuite } from '#scenarios/suites/read-suite.ts';
import type { ConfigFile } from '../config.ts';
import type { Finding, LocalSetup } from './finding.ts';

/** Reads the configuration as every command would. Errors: ConfigError. */
export type ConfigReader = () => Promise<ConfigFile | undefined>;

const USUAL_SUITE = './preopen.suite.yaml';

/** What a run here would be led by, and what is wrong with it. */
export async function findFiles(
  readConfig: ConfigReader,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly findings: readonly Finding[]; readonly setup: LocalSetup }> {
  const config = await attempt(readConfig);
  const values = config.value?.values ?? {};
  const named = environment['PREOPEN_SUITE'] ?? values['suite'];
  const file = typeof named === 'string' ? named : existsSync(USUAL_SUITE) ? USUAL_SUITE : undefined;
  const suite = await attempt(async () =>
    file === undefined ? undefined : (await readSuite(file, environment)).suite,
  );
  const targets = suite.value?.targets ?? {};
  return {
    findings: [
      finding('config', config, {
        none: 'no preopen.config.yaml here: flags and PREOPEN_... variables alone count',
        found: ({ file: name, values: keys }) => `${name}: ${Object.keys(keys).join(', ') || 'no key'}`,
      }),
      finding('suite', suite, {
        none: 'none named: verify takes all that is built in',
        found: ({ checks, builtIn }) =>
          `${file}: ${[...builtIn, `${checks.length} checks of its own`].join(', ')}`,
      }),
    ],
    setup: {
      config: values,
      exchange: environment['PREOPEN_EXCHANGE'] ?? textIn(values['exchange']) ?? targets.exchange,
      backend: environment['PREOPEN_BACKEND'] ?? targets.backend,
      database: environment['PREOPEN_DATABASE'] ?? textIn(values['database']) ?? targets.database,
      services: [...new Set(serviceUrls([values, suite.value]))],
    },
  };
}

interface Attempt<Value> {
  readonly value?: Value | undefined;
  readonly problem?: string;
}

async function attempt<Value>(read: () => Promise<Value>): Promise<Attempt<Value>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof PreopenError) return { problem: redactSecrets(error.message) };
    throw error;
  }
}

function finding<Value>(
  id: string,
  { value, problem }: Attempt<Value | undefined>,
  words: { readonly none: string; readonly found: (value: Value) => string },
): Finding {
  const group = 'files';
  if (problem !== undefined)
    return {
      id,
      group,
      status: 'fail',
      observed: problem,
      remedy: 'Mend the file there, then run preopen doctor again.',
    };
  if (value === undefined)
    return {
      id,
      group,
      status: 'skip',
      observed: words.none,
      remedy: 'preopen init writes one for your backend.',
    };
  return { id, group, status: 'pass', observed: words.found(value), remedy: '' };
}

/** Texts anywhere in the values that are addresses of a service. */
function serviceUrls(value: unknown): string[] {
  if (typeof value === 'string') return /^(?:rediss?|postgres(?:ql)?):\/\//.test(value) ? [value] : [];
  if (value instanceof Map) return serviceUrls([...value.values()]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(serviceUrls);
}

function textIn(value: string | number | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
