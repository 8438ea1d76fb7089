import { join } from "node:path";

// The project `tools`, which has Next.js and the clients. Without it Next.js looks for a lockfile in the folders above.
const root = join(import.meta.dirname, "..", "..");

export default { turbopack: { root }, outputFileTracingRoot: root };
