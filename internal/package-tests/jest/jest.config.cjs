module.exports = {
  testEnvironment: "jsdom",
  testMatch: ["**/*.test.{cjs,mjs}"],
  moduleFileExtensions: ["js", "cjs", "mjs", "json"],
  testEnvironmentOptions: { customExportConditions: ["node", "require"] },
};
