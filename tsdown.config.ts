import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { index: 'index.ts', 'cli/main': 'cli/main.ts', 'mock-dhan/msw': 'mock-dhan/msw.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node22.19',
  dts: true,
  clean: true,
});
