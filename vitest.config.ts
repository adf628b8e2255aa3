import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    setupFiles: ['test/support/properties.ts'],
    pool: 'forks',
    // Much of their time tests wait for other processes: on two cores one worker would be half idle.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for comes at once on a machine of its own.
    expect: { poll: { timeout: 10_000 } },
  },
})
