import type { Sdk } from "../sdk.ts";
import { agUIClient } from "./ag-ui.ts";
import { aiSdk } from "./ai-sdk.ts";
import { anthropic } from "./anthropic.ts";
import { google } from "./google.ts";
import { langGraphSdk } from "./langgraph.ts";
import { mcpClient } from "./mcp.ts";
import { openAI } from "./openai.ts";

export const sdks: readonly Sdk[] = [...openAI, ...anthropic, ...google, ...agUIClient, ...langGraphSdk, ...mcpClient, ...aiSdk];
