/**
 * Checks who may import whom (design: one way, engine at the bottom, cli on top) and fails when it inspected nothing.
 * Run by `npm run check:layers`; reads every `.ts` file's import and export specifiers as text. `node layers.ts [ROOT]`.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Layer {
  readonly name: string;
  /** A folder below the project root, or one file; the longest match owns a file. */
  readonly folder: string;
  readonly mayUseLayers: readonly string[];
  readonly mayUsePackages: readonly string[];
}

const PURE = ['engine', 'engine/wire', 'engine/indicators'];

const LAYERS: readonly Layer[] = [
  { name: 'engine', folder: 'engine', mayUseLayers: PURE, mayUsePackages: [] },
  { name: 'engine/wire', folder: 'engine/wire', mayUseLayers: PURE, mayUsePackages: ['zod'] },
  {
    name: 'engine/indicators',
    folder: 'engine/indicators',
    mayUseLayers: ['engine', 'engine/indicators'],
    mayUsePackages: ['trading-signals'],
  },
  {
    name: 'engine/adapters',
    folder: 'engine/adapters',
    mayUseLayers: [...PURE, 'engine/adapters'],
    mayUsePackages: [
      'node:',
      'undici',
      'ws',
      'execa',
      '@mcap/core',
      'pino',
      'json-p3',
      'zod',
      'pg',
      'redis',
      'jose',
      'playwright-core',
    ],
  },
  {
    name: 'engine/api',
    folder: 'engine/api',
    mayUseLayers: [...PURE, 'engine/api'],
    mayUsePackages: ['node:', 'hono', '@hono/node-server', 'jose', 'prom-client', 'ws', 'zod'],
  },
  {
    name: 'mock-dhan',
    folder: 'mock-dhan',
    mayUseLayers: [...PURE, 'mock-dhan', 'mock-dhan/tls'],
    mayUsePackages: ['node:', 'hono', '@hono/node-server', 'ws', 'zod'],
  },
  {
    name: 'mock-dhan/tls',
    folder: 'mock-dhan/tls.ts',
    mayUseLayers: [],
    mayUsePackages: ['node:', '@peculiar/x509'],
  },
  {
    name: 'mock-dhan/platform',
    folder: 'mock-dhan/platform',
    mayUseLayers: [...PURE, 'mock-dhan', 'mock-dhan/platform'],
    mayUsePackages: ['node:', 'hono', '@hono/node-server', 'jose', 'zod'],
  },
  {
    name: 'mock-dhan/msw',
    folder: 'mock-dhan/msw.ts',
    mayUseLayers: ['mock-dhan'],
    mayUsePackages: ['msw'],
  },
  {
    name: 'scenarios',
    folder: 'scenarios',
    mayUseLayers: [...PURE, 'scenarios'],
    mayUsePackages: ['node:', 'zod', 'yaml', '@mcap/core', 'json-p3'],
  },
  {
    name: 'cli',
    folder: 'cli',
    mayUseLayers: [
      ...PURE,
      'engine/adapters',
      'engine/api',
      'mock-dhan',
      'mock-dhan/platform',
      'mock-dhan/tls',
      'scenarios',
      'cli',
      'package.json',
    ],
    mayUsePackages: ['node:', 'commander', 'pino', 'pino-pretty', 'zod', 'yaml'],
  },
  {
    name: 'cli/vitest',
    folder: 'cli/vitest',
    mayUseLayers: [...PURE, 'engine/adapters', 'mock-dhan', 'scenarios', 'cli', 'cli/vitest'],
    mayUsePackages: ['node:', 'vitest'],
  },
  {
    name: 'index',
    folder: 'index.ts',
    mayUseLayers: [...PURE, 'engine/adapters', 'engine/api', 'mock-dhan', 'scenarios', 'cli'],
    mayUsePackages: [],
  },
  { name: 'package.json', folder: 'package.json', mayUseLayers: [], mayUsePackages: [] },
];

const TOP_FOLDERS = ['engine', 'mock-dhan', 'scenarios', 'cli'] as const;

const root = process.argv[2] ?? fileURLToPath(new URL('../..', import.meta.url));
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

function sourceFiles(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function layerOf(file: string): Layer | undefined {
  return LAYERS.filter((layer) => file === layer.folder || file.startsWith(`${layer.folder}/`)).sort(
    (a, b) => b.folder.length - a.folder.length,
  )[0];
}

function targetFile(specifier: string, importer: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (!specifier.startsWith('.')) return undefined;
  return join(importer, '..', specifier).split(sep).join('/');
}

function violation(file: string, specifier: string): string | undefined {
  const layer = layerOf(file);
  if (!layer) return `${file} belongs to no layer; add its folder to test/architecture/layers.ts`;
  const target = targetFile(specifier, file);
  if (target === undefined) {
    const allowed = layer.mayUsePackages.some(
      (name) => specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`),
    );
    return allowed ? undefined : `${file} (${layer.name}) may not import the package "${specifier}"`;
  }
  const targetLayer = layerOf(target);
  if (!targetLayer) return `${file} imports ${specifier}, which belongs to no layer`;
  if (specifier.startsWith('.') && targetLayer.name.split('/')[0] !== layer.name.split('/')[0])
    return `${file} crosses from ${layer.name} to ${targetLayer.name} by a relative path; use #${target}`;
  return layer.mayUseLayers.includes(targetLayer.name)
    ? undefined
    : `${file} (${layer.name}) may not import ${targetLayer.name} (${specifier})`;
}

const inspected = TOP_FOLDERS.map((folder) => ({ folder, files: sourceFiles(folder) }));
const files = [
  ...inspected.flatMap((part) => part.files),
  ...(existsSync(join(root, 'index.ts')) ? ['index.ts'] : []),
];
let importsSeen = 0;
const violations = inspected
  .filter((part) => part.files.length === 0)
  .map(
    ({ folder }) =>
      `expected TypeScript files in ${folder}/, was none (${root}). Restore the folder or mend TOP_FOLDERS.`,
  );
for (const file of files) {
  for (const match of readFileSync(join(root, file), 'utf8').matchAll(IMPORT)) {
    importsSeen += 1;
    const found = violation(file, match[1] ?? match[2] ?? '');
    if (found) violations.push(found);
  }
}
if (importsSeen === 0) violations.push('expected imports to inspect, was none');
for (const line of violations) console.error(`layers: ${line}`);
console.log(`layers: ${files.length} files, ${importsSeen} imports, ${violations.length} violations`);
process.exitCode = violations.length > 0 ? 1 : 0;
