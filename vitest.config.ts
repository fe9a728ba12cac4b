import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: {
      "#platform": fileURLToPath(new URL("./src/platform.node.ts", import.meta.url)),
      "#picture": fileURLToPath(new URL("./src/plots/picture.node.ts", import.meta.url)),
    },
  },
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 60_000,
    maxWorkers: "100%", // the default leaves one core idle, which is half of two
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/**/*.generated.ts", "src/**/index.ts", "src/kernels/assembly/**", "src/numerics/assembly/**"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { lines: 90 },
    },
  },
});

export default config;
