// `node build-metro.cjs OUTPUT [--without-exports]`: as React Native bundles, with package exports or as older versions of Metro.
const { dirname } = require("node:path");
const Metro = require("metro");
const { getDefaultConfig, mergeConfig } = require("@react-native/metro-config");

const [, , out, flag] = process.argv;

async function build() {
  const config = mergeConfig(getDefaultConfig(__dirname), {
    watchFolders: [dirname(dirname(__dirname))],
    reporter: { update() {} },
    cacheStores: [],
    resetCache: true,
    resolver: { unstable_enablePackageExports: flag !== "--without-exports", sourceExts: ["js", "mjs", "cjs", "json", "ts", "tsx"] },
    serializer: { getModulesRunBeforeMainModule: () => [], getPolyfills: () => [] },
  });
  await Metro.runBuild(config, { entry: "metro-entry.js", out, dev: false, minify: false, platform: "android" });
}

build().then(
  () => process.exit(),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
