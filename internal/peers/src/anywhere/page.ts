import type { Browser } from "@sse/browsers";
import type { Report } from "@sse/conformance";
import { connectServer, type Step } from "@sse/conformance/server";
import type { RunElsewhere } from "./run-subject.ts";

/**
 * Runs a bundle in a page. The page and the module are of the scripted origin: they need no leave to read its responses.
 *
 * @param module - what `bundle` returns
 */
export async function runInPage(browser: Browser, control: string, module: string, options: RunElsewhere): Promise<Report> {
  const server = await connectServer(control);
  const serveFile = (type: string, text: string): string => {
    const steps: Step[] = [{ do: "head", headers: { "content-type": type } }, { do: "body", text }, { do: "end" }];
    return server.script({ exchanges: [steps] }).url;
  };
  const page = await browser.newPage();
  await page.goto(serveFile("text/html", "<!doctype html><title>The suite</title>"));
  const url = serveFile("text/javascript", module);
  // A string: vitest rewrites the `import()` of a function to one that pages don't have.
  const report = await page.evaluate<Report>(
    `import(${JSON.stringify(url)}).then(({ run }) => run(${JSON.stringify(control)}, ${JSON.stringify(options)}))`,
  );
  await server.close();
  return report;
}
