import { defineConfig, type Options } from "tsup";

const library = (platform: "node" | "browser", options: Options): Options => ({
  outDir: `dist/${platform}`,
  platform: "neutral",
  target: "es2022",
  external: [/^node:/],
  dts: false,
  silent: true,
  esbuildOptions(build) {
    build.alias = {
      "#platform": `./src/platform.${platform}.ts`,
      "#picture": `./src/plots/picture.${platform}.ts`,
    };
    build.charset = "utf8";
  },
  ...options,
});

const index = { index: "src/index.ts" };

const config: ReturnType<typeof defineConfig> = defineConfig([
  library("node", {
    entry: { ...index, cli: "src/cli/main.ts", worker: "src/evaluation/backtest/worker.ts" },
    format: ["esm"],
    splitting: true,
  }),
  library("node", { entry: index, format: ["cjs"], splitting: false }),
  library("browser", { entry: index, format: ["cjs"], splitting: false }), // its ES modules: scripts/browserModules.mjs
  // with all dependencies inside, for pages without a bundler
  library("browser", {
    outDir: "dist/standalone",
    platform: "browser",
    entry: index,
    format: ["esm"],
    splitting: true,
    minify: true,
    noExternal: [/./],
  }),
]);

export default config;
