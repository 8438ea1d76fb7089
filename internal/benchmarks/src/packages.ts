/** Whether our packages run as they are built for publishing, in `dist`, and not from their sources. */
export const built: boolean = process.argv.includes("--built");

/** The conditions of package exports with which this process's programs and bundles find our packages. */
export const conditions: string[] = built ? [] : ["@sse/source"];
