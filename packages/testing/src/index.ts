export type { App, FetchApp, NodeApp, RouteHandlers } from "./app.ts";
export { type AppTransportOptions, appTransport, type ClientViews } from "./app-transport.ts";
export type { FetchHandler } from "./fetch-handler.ts";
export type { FetchView } from "./fetch-view.ts";
export type { NodeListener } from "./node-listener.ts";
