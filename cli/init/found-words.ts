import { CACHE_COUNTERS } from '#engine/verify/backend-answers.ts';
import { redactSecrets } from '#engine/verify/redact.ts';
import type { Surroundings } from './surroundings.ts';

/** What was found, one line each, for a person. */
export function foundLines(found: Surroundings): readonly string[] {
  return [
    ...backendLines(found),
    label('log', logWords(found)),
    label('start', found.start ? `${found.start.command} (${found.start.because})` : 'not recognised'),
    label(
      'database',
      found.database ? `${found.database}, with a row in dhan_credentials` : 'none with dhan_credentials',
    ),
    label(
      'credentials',
      found.credentials.length === 0 ? 'not set here' : `${found.credentials.join(' and ')} set`,
    ),
    label('system', found.platform),
  ].map((line) => redactSecrets(line));
}

function backendLines({ backend, asked }: Surroundings): string[] {
  if (!backend) return [label('backend', `nobody answered at ${asked.join(', ')}`)];
  const { url, health, counters, underlyings, openApiPaths, hasOptionsApi } = backend;
  const word = health.word === '' ? '' : `, ${health.word}`;
  const counted = counters
    ? CACHE_COUNTERS.map((name) => `${counters[name]} ${name}`).join(', ')
    : 'no counters';
  return [
    label('backend', `${url} (health ${health.status}${word})`),
    label(
      'routes',
      hasOptionsApi ? 'the options API' : 'not the options API; its built-in checks are left out',
    ),
    label('openapi', openApiPaths ? `${openApiPaths.length} paths` : 'not served at /openapi.json'),
    label('cache', counted),
    label('underlyings', underlyings.length === 0 ? 'none offered' : underlyings.join(', ')),
  ];
}

function logWords({ logs }: Surroundings): string {
  const withStart = logs.find(({ hasStartup }) => hasStartup);
  if (withStart) return `${withStart.path}, with the lines of a start`;
  if (logs.length === 0) return 'none found';
  return `${logs.map(({ path }) => path).join(', ')}: without [STARTUP] lines, so not used`;
}

function label(name: string, text: string): string {
  return `${name.padEnd(12)} ${text}`;
}
