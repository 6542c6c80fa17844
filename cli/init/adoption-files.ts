/** The files that `preopen init` writes, from what was found. Pure. */
import { CACHE_COUNTERS } from '#engine/verify/backend-answers.ts';
import { VERSION } from '../version.ts';
import type { BackendFound, CountersFound, StartFound, Surroundings } from './surroundings.ts';

/** A file below the working folder. */
export interface AdoptionFile {
  readonly path: string;
  readonly text: string;
  /** A shell runs it. */
  readonly isExecutable: boolean;
}

/** Assumed where no backend answered. */
const DEFAULT_BACKEND = 'http://127.0.0.1:8000';
/** Of a count that was seen, the share that must be there on any day: expiries come and go, and strikes with them. */
const COUNT_SHARE = 0.8;
const SUITE = 'preopen.suite.yaml';
const NPX = `npx --yes preopen@${VERSION}`;

/** Configuration, suite, workflow and the deploy step of this machine's shell, in that order. */
export function adoptionFiles(found: Surroundings): readonly AdoptionFile[] {
  return [
    { path: 'preopen.config.yaml', text: configText(found), isExecutable: false },
    { path: SUITE, text: suiteText(found), isExecutable: false },
    { path: '.github/workflows/preopen.yml', text: workflowText(found), isExecutable: false },
    found.platform === 'win32'
      ? { path: 'preopen.deploy.ps1', text: powershellText(found), isExecutable: false }
      : { path: 'preopen.deploy.sh', text: shellText(found), isExecutable: true },
  ];
}

function configText({ database }: Surroundings): string {
  return lines(
    '# Flags of preopen as keys: what the command line and PREOPEN_... variables do not say. Secrets do not belong here.',
    `suite: ./${SUITE}`,
    ...(database === undefined ? [] : [`database: ${JSON.stringify(database)}`]),
    '# timeout: 15s       how long a price may take to move',
    '# fail-on: warn      let warnings fail the run too',
  );
}

function suiteText(found: Surroundings): string {
  const { backend } = found;
  const extended = backend === undefined || backend.hasOptionsApi ? ['options-backend'] : [];
  const log = found.logs.find(({ hasStartup }) => hasStartup);
  const checks = backend ? checkLines(backend) : [];
  return lines(
    '# yaml-language-server: $schema=./node_modules/preopen/docs/suite.schema.json',
    'schemaVersion: 1',
    'name: backend',
    '# Add dhan to judge the exchange and the credentials too; it needs an exchange under targets: mock, live or a URL.',
    `extends: [${extended.join(', ')}]`,
    'targets:',
    '  # BACKEND_URL=... judges another one by the same checks.',
    `  backend: ${address(found)}`,
    ...(log === undefined
      ? ['  # log: backend.log     a log with the [STARTUP] lines; none was found']
      : [`  log: ${JSON.stringify(log.path)}`]),
    ...(checks.length === 0 ? [] : ['checks:', ...checks]),
  );
}

function checkLines(backend: BackendFound): string[] {
  const { counters, underlyings, openApiPaths, hasOptionsApi } = backend;
  return [
    ...(hasOptionsApi ? [] : healthLines(backend)),
    ...(counters && CACHE_COUNTERS.every((name) => counters[name] > 0) ? countLines(backend, counters) : []),
    ...(underlyings.length === 0 ? [] : underlyingLines(backend)),
    ...(openApiPaths === undefined || !openApiPaths.includes(LIVE_PATH) ? [] : openApiLines(backend)),
  ];
}

const LIVE_PATH = '/api/v2/options/live';

/** For a backend of another kind: the built-in checks would ask for routes that it does not have. */
function healthLines({ url, health }: BackendFound): string[] {
  return [
    '  - id: own.health',
    '    title: The backend answers its health',
    '    http:',
    `      url: ${variable(url)}/health`,
    `      expect: { status: ${health.status}, mayBeEmpty: true, within: 5s }`,
  ];
}

function countLines({ url }: BackendFound, counters: CountersFound): string[] {
  const seen = CACHE_COUNTERS.map((name) => `${counters[name]} ${name}`).join(', ');
  return [
    '  - id: own.counts',
    '    title: The cache holds what it should',
    `    # Lower bounds; ${seen} were seen when this file was written.`,
    '    http:',
    `      url: ${variable(url)}/api/v2/options/cache/stats`,
    '      expect:',
    '        json:',
    ...CACHE_COUNTERS.map(
      (name) => `          ${counters.at}.total_${name}: { min: ${bound(name, counters)} }`,
    ),
  ];
}

/** Every underlying must be there; of what hangs below them, most. */
function bound(name: (typeof CACHE_COUNTERS)[number], counters: CountersFound): number {
  const { [name]: seen, underlyings } = counters;
  return name === 'underlyings' ? seen : Math.max(underlyings, Math.floor(seen * COUNT_SHARE));
}

function underlyingLines({ url, underlyings }: BackendFound): string[] {
  return [
    '  - id: own.underlyings',
    '    title: Every underlying is offered',
    '    http:',
    `      url: ${variable(url)}/api/v2/options/available/underlyings`,
    '      expect:',
    '        json:',
    ...underlyings.map(
      (name) => `          ${JSON.stringify(`$..[?@ == ${JSON.stringify(name)}]`)}: { minCount: 1 }`,
    ),
  ];
}

function openApiLines({ url }: BackendFound): string[] {
  return [
    '  - id: own.routes',
    '    title: The live chain is among the documented routes',
    '    severity: warn',
    '    http:',
    `      url: ${variable(url)}/openapi.json`,
    '      expect:',
    '        json:',
    `          ${JSON.stringify(`$.paths["${LIVE_PATH}"]`)}: { type: object }`,
  ];
}

function workflowText(found: Surroundings): string {
  const start = found.start ?? UNKNOWN_START;
  const isPython = /^(?:python|uvicorn)\b/.test(start.command);
  return lines(
    '# Runs the backend against the simulated exchange of preopen and judges it by its data. No secret and no market is needed.',
    'name: preopen',
    'on:',
    '  push:',
    '  workflow_dispatch:',
    'permissions:',
    '  contents: read',
    'jobs:',
    '  rehearse:',
    '    runs-on: ubuntu-latest',
    '    timeout-minutes: 15',
    '    steps:',
    '      - uses: actions/checkout@v4',
    '      - uses: actions/setup-node@v4',
    '        with:',
    '          node-version: 24',
    ...(isPython
      ? ['      - uses: actions/setup-python@v5', '        with:', "          python-version: '3.12'"]
      : []),
    ...start.install.map((command) => `      - run: ${command}`),
    '      - name: Rehearse and verify',
    `        # The command that starts the backend (${start.because}) stands behind the two dashes.`,
    '        run: >-',
    `          ${NPX} run --verify --backend ${found.backend?.url ?? DEFAULT_BACKEND} --wait 90s`,
    `          --suite ./${SUITE}`,
    '          -f pretty -f github:preopen-annotations.txt -f junit:preopen-junit.xml',
    `          -- ${start.command}`,
    '      - name: Annotations',
    '        if: always()',
    '        run: test ! -f preopen-annotations.txt || cat preopen-annotations.txt',
    '      - uses: actions/upload-artifact@v4',
    '        if: always()',
    '        with:',
    '          name: preopen',
    '          path: preopen-junit.xml',
    '          if-no-files-found: ignore',
  );
}

const UNKNOWN_START: StartFound = {
  command: 'python app/main.py',
  because: 'a guess, nothing told; put yours there',
  install: [],
};

function shellText(found: Surroundings): string {
  return lines(
    '#!/bin/sh',
    '# The gate of a deploy: after the new backend was started and before it gets traffic. Any other exit code than 0 ends the deploy.',
    'set -eu',
    `BACKEND_URL="\${BACKEND_URL:-${found.backend?.url ?? DEFAULT_BACKEND}}"`,
    'export BACKEND_URL',
    `exec \${PREOPEN:-${NPX}} verify --suite ./${SUITE} --wait 90s -f pretty -f junit:preopen-junit.xml`,
  );
}

function powershellText(found: Surroundings): string {
  return lines(
    '# The gate of a deploy: after the new backend was started and before it gets traffic. Any other exit code than 0 ends the deploy.',
    `if (-not $env:BACKEND_URL) { $env:BACKEND_URL = '${found.backend?.url ?? DEFAULT_BACKEND}' }`,
    `${NPX} verify --suite ./${SUITE} --wait 90s -f pretty -f junit:preopen-junit.xml`,
    'exit $LASTEXITCODE',
  );
}

function address({ backend }: Surroundings): string {
  return variable(backend?.url ?? DEFAULT_BACKEND);
}

/** The address, which a deploy may set to another. */
function variable(url: string): string {
  return `\${BACKEND_URL:-${url}}`;
}

function lines(...text: readonly string[]): string {
  return `${text.join('\n')}\n`;
}
