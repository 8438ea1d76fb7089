export { type WatchedSource, type WatchPageOptions, watchPage } from "@sse/core/page";
