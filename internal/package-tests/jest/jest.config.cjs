module.exports = {
  testEnvironment: "jsdom",
  testMatch: ["**/*.test.cjs"],
  moduleFileExtensions: ["js", "cjs", "mjs", "json"],
  testEnvironmentOptions: { customExportConditions: ["node", "require"] },
};
