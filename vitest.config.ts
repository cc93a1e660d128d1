/** One vitest project per package; sources are tested as they are, without a build. */
import { defineConfig } from "vitest/config";

const project = (name: string, root: string, globalSetup: readonly string[] = []) => ({
  resolve: { conditions: ["orrery-source"] },
  ssr: { resolve: { conditions: ["orrery-source"] } },
  test: {
    name,
    root,
    globalSetup: [...globalSetup],
    include: ["**/*.test.ts"],
    exclude: ["**/dist/**", "**/node_modules/**"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

export default defineConfig({
  test: {
    // One more than cores there may be: tests with a browser wait for it half of their time.
    maxWorkers: 3,
    projects: [
      project("sim-core", "packages/sim-core"),
      project("scheduler", "packages/scheduler"),
      project("traces", "packages/traces"),
      project("runner", "packages/runner"),
      project("cli", "packages/cli"),
      project("viz", "packages/viz", ["bin/test-setup.mjs"]),
      project("tools", "tools"),
      project("bench", "bench"),
    ],
  },
});
