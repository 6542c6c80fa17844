import { defineConfig } from 'tsdown';

const common = { format: 'esm', platform: 'node', target: 'node22.19', clean: true } as const;

export default defineConfig([
  {
    ...common,
    entry: { index: 'index.ts', 'mock-dhan/msw': 'mock-dhan/msw.ts', vitest: 'cli/vitest/index.ts' },
    outDir: 'dist/library',
    dts: true,
  },
  {
    ...common,
    entry: { main: 'cli/main.ts' },
    outDir: 'dist/cli',
    dts: false,
    // One file is read where hundreds would be: this halves the time until a command begins (bench row 6b).
    noExternal: [
      /^(?:commander|zod|yaml|hono|@hono\/node-server|ws|undici|execa|json-p3|trading-signals)(?:\/|$)/,
    ],
  },
]);
