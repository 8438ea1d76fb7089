import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, browsers, type Page } from "@sse/browsers";
import { ReferenceDecoder } from "@sse/reference";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../src/report.ts";
import { formatReport } from "../src/reports/format.ts";
import { runConformance } from "../src/run.ts";
import { wrongDecoders } from "./wrong/decoders/index.ts";
import { subjectOf } from "./wrong/decoders/subject.ts";

const screens = [
  { name: "wide", size: { width: 1_280, height: 900 } },
  { name: "narrow", size: { width: 380, height: 800 } },
] as const;
const schemes = ["light", "dark"] as const;
const screenshots = join(import.meta.dirname, "../coverage");

const right = subjectOf("right", ReferenceDecoder);
const wrong = ["no byte order mark is stripped", "an event with empty data is dropped"].map((name) =>
  subjectOf(name, wrongDecoders[name]?.Decoder ?? ReferenceDecoder),
);

/** A page about one subject, and one about several. */
let pages: Readonly<Record<"one" | "several", string>>;

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  const reports: Report[] = [];
  for (const subject of [right, ...wrong]) reports.push(await runConformance(subject, { categories: ["decoding"] }));
  pages = { one: formatReport(reports.slice(1, 2), "html"), several: formatReport(reports, "html") };
}, 60_000);

describe.each(["Chromium", "Firefox"] as const)("the HTML page in %s", { timeout: 60_000 }, (browserName) => {
  const { missing, launch } = browsers[browserName];
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (missing === undefined) browser = await launch();
  }, 60_000);
  afterAll(() => browser?.close());

  /** A case of this browser, which is skipped by name where the browser is missing. */
  const inBrowser = (
    title: string,
    run: (open: (which: "one" | "several", options?: OpenOptions) => Promise<Page>) => Promise<void>,
  ): void =>
    it(title, async ({ skip }) => {
      if (missing !== undefined) skip(missing);
      await run((which, { screen = screens[0], scheme = "light", script = true } = {}) =>
        openPage(browser as Browser, pages[which], screen.size, scheme, script),
      );
    });

  for (const screen of screens) {
    for (const scheme of schemes) {
      inBrowser(`fits a ${screen.name} screen in ${scheme}, with every case unfolded`, async (open) => {
        for (const which of ["one", "several"] as const) {
          const page = await open(which, { screen, scheme });
          await page.screenshot({ path: join(screenshots, `report-${browserName}-${which}-${screen.name}-${scheme}.png`) });
          await page.evaluate(`for (const folded of document.querySelectorAll("details")) folded.open = true`);
          expect(await page.evaluate(`document.documentElement.scrollWidth`), which).toBeLessThanOrEqual(screen.size.width);
          expect(await page.evaluate(widerThanTheScreen), which).toEqual([]);
          await page.context().close();
        }
      });

      inBrowser(`can be read on a ${screen.name} screen in ${scheme}`, async (open) => {
        const page = await open("one", { screen, scheme });
        await page.evaluate(`for (const folded of document.querySelectorAll("details")) folded.open = true`);
        expect(await page.evaluate(leastContrast)).toBeGreaterThan(4.5);
      });
    }

    inBrowser(`shows the linked case as a whole on a ${screen.name} screen`, async (open) => {
      const page = await open("several", { screen });
      for (const id of ["decoding/bom-is-stripped", "decoding/one-line", "decoding/retry-zero"]) {
        await page.evaluate(`location.hash = ${JSON.stringify(`#${id}`)}`);
        const target = page.locator(`[id="${id}"]`);
        await target.waitFor({ state: "visible" });
        const box = await target.boundingBox();
        expect(box && box.y >= 0 && box.y + Math.min(box.height, 300) <= screen.size.height, `${id} ${JSON.stringify(box)}`).toBe(true);
        expect(await page.evaluate(`(${isOnTop})(${JSON.stringify(id)})`), id).toBe(true);
      }
    });
  }

  inBrowser("gives the verdict in one line, and the failures by rule before all else", async (open) => {
    const page = await open("one");
    expect(await page.locator(".verdict").textContent()).toMatch(/^\d+ requirements failed, of \d+ claimed cases$/);
    expect(await page.locator("main h2").allTextContents()).toEqual(["Failures", "All cases"]);
    const rules = await page.locator(".rule h3 a").allTextContents();
    expect(rules[0]).toBe("encoding.spec.whatwg.org, utf-8-decode");
    const failed = page.locator("article").first();
    for (const text of ["bytes", "expected", "got", "decoding/bom-is-stripped"]) expect(await failed.textContent()).toContain(text);
    expect(await page.locator("tr:visible").count(), "rows that aren't folded").toBe(0);
  });

  inBrowser("has no column for a single subject's name", async (open) => {
    const page = await open("one");
    expect(await page.locator(".overview").count()).toBe(0);
    expect(await page.locator("thead").first().textContent()).toBe("Caseverdict");
  });

  inBrowser("needs no script to be read", async (open) => {
    const page = await open("several", { script: false });
    expect(await page.locator("#filters").isVisible()).toBe(false);
    await page.locator("article summary").first().click();
    expect(await page.locator(".evidence").first().isVisible()).toBe(true);
    expect(await page.locator("tr[data-category]").count()).toBe(351);
  });

  inBrowser("filters by verdict, subject and text, and says how many are left", async (open) => {
    const page = await open("several");
    await page.locator("select[name=verdict]").selectOption("fail");
    expect(await page.getByRole("status").textContent()).toBe("11 of 351 cases");
    await page.locator("select[name=subject]").selectOption("an event with empty data is dropped 0");
    expect(await page.getByRole("status").textContent()).toBe("6 of 351 cases");
    await page.locator("input[name=text]").fill("without a colon");
    expect(await page.getByRole("status").textContent()).toBe("2 of 351 cases");
    expect(await page.locator("tr[data-category]:visible").count()).toBe(2);
  });

  inBrowser("can be used from the keyboard: a row that fails leads to its evidence", async (open) => {
    const page = await open("several");
    await page.locator(".category summary").first().focus();
    await page.keyboard.press("Enter");
    const link = page.locator("tr .title a").first();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(`location.hash.length > 1`);
    const summary = page.locator("article:target summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    await page.locator("article:target .evidence").first().waitFor({ state: "visible" });
  });

  inBrowser("reads as a table aloud: each verdict is a cell with its word", async (open) => {
    const page = await open("several");
    await page.locator("select[name=verdict]").selectOption("fail");
    const row = page.getByRole("row").filter({ hasText: "decoding/bom-is-stripped" });
    expect(await row.getByRole("rowheader").count()).toBe(1);
    expect(await row.getByRole("cell").allTextContents()).toEqual(["pass", "fail", "pass"]);
  });
});

interface OpenOptions {
  readonly screen?: (typeof screens)[number];
  readonly scheme?: (typeof schemes)[number];
  readonly script?: boolean;
}

async function openPage(
  browser: Browser,
  html: string,
  viewport: { width: number; height: number },
  colorScheme: "light" | "dark",
  script: boolean,
): Promise<Page> {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  // Firefox can't be told to run no script.
  await page.setContent(script ? html : html.replace(/<script>.*<\/script>/s, ""));
  // Firefox can't be told which colours the user prefers either.
  const prefers = `matchMedia("(prefers-color-scheme: ${colorScheme})").matches`;
  if (!(await page.evaluate(prefers))) await page.evaluate(`document.documentElement.style.colorScheme = "${colorScheme}"`);
  return page;
}

// What follows runs in the page. Strings: vitest rewrites functions.

/** Elements that stick out of the screen, but for those within a region that scrolls by itself. */
const widerThanTheScreen = `[...document.body.querySelectorAll("*")]
  .filter((element) => !element.closest(".unseen, .scroll, thead, b") && element.getBoundingClientRect().right > innerWidth + 0.5)
  .map((element) => element.outerHTML.slice(0, 100))`;

/** The least contrast of a text and its ground, as WCAG 2 defines it. */
const leastContrast = `(() => {
  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((channel) => {
      const part = Number(channel) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const isClear = (element) => /rgba\\(0, 0, 0, 0\\)|transparent/.test(getComputedStyle(element).backgroundColor);
  const contrast = (element) => {
    let ground = element;
    while (ground && isClear(ground)) ground = ground.parentElement;
    const lights = [getComputedStyle(element).color, getComputedStyle(ground ?? document.body).backgroundColor].map(luminance);
    return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
  };
  const texts = [...document.body.querySelectorAll("p, h1, h2, h3, h4, a, td, code, pre, dt, dd, summary, small, .level")];
  return Math.min(...texts.map(contrast));
})()`;

/** Whether nothing covers the top of the element with this ID. */
const isOnTop = `(id) => {
  const target = document.getElementById(id);
  const { left, top, height } = target.getBoundingClientRect();
  return [2, height / 2].every((y) => target.contains(document.elementFromPoint(left + 10, top + Math.min(y, 200))));
}`;
