import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    // Files change nothing global, and loading everything anew for each of them took a quarter of the time.
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // A busy machine must not decide; the test's own time is the limit.
    expect: { poll: { timeout: 25_000 } },
    coverage: { provider: 'v8', include: ['engine/**', 'mock-dhan/**', 'scenarios/**', 'cli/**'] },
  },
});
