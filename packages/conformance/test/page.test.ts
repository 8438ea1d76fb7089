import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ReferenceDecoder } from "@sse/reference";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../src/report.ts";
import { formatReport } from "../src/reports/format.ts";
import { runConformance } from "../src/run.ts";
import { wrongDecoders } from "./wrong/decoders/index.ts";
import { subjectOf } from "./wrong/decoders/subject.ts";

/** A browser of this machine: the suite downloads none. */
const executablePath = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => path !== undefined && existsSync(path));

const wide = { width: 1280, height: 900 };
const narrow = { width: 375, height: 800 };
const screenshots = join(import.meta.dirname, "../coverage");

const subjects = [
  subjectOf("right", ReferenceDecoder),
  ...["no byte order mark is stripped", "an event with empty data is dropped"].map((name) =>
    subjectOf(name, wrongDecoders[name]?.Decoder ?? ReferenceDecoder),
  ),
];

describe("the HTML page in a browser", { timeout: 30_000 }, () => {
  let browser: Browser;
  let page: Page;
  let html: string;

  beforeAll(async () => {
    if (executablePath === undefined) return;
    html = formatReport(await inTurn(), "html");
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
    mkdirSync(screenshots, { recursive: true });
  }, 60_000);

  beforeEach(({ skip }) => {
    skip(executablePath === undefined, "needs Chromium (Debian: apt-get install chromium; CHROMIUM_PATH may name another)");
  });

  afterAll(async () => {
    if (executablePath !== undefined) await browser.close();
  });

  async function open(viewport: typeof wide, javaScriptEnabled = true): Promise<Page> {
    const context = await browser.newContext({ viewport, javaScriptEnabled });
    page = await context.newPage();
    await page.setContent(html);
    return page;
  }

  it.each([
    ["wide", wide],
    ["narrow", narrow],
  ])("fits a %s screen, and shows a failure with its evidence", async (name, viewport) => {
    await open(viewport);
    await page.screenshot({ path: join(screenshots, `report-${name}.png`) });
    await page.locator("details summary").first().click();
    const evidence = page.locator(".evidence").first();
    await evidence.scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(screenshots, `report-${name}-failure.png`) });

    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
    const box = await evidence.boundingBox();
    expect(box?.width).toBeGreaterThan(240);
    expect(box && box.x >= 0 && box.x + box.width <= viewport.width).toBe(true);
    for (const text of ["bytes", "expected", "got", "https://encoding.spec.whatwg.org/#utf-8-decode"]) {
      expect(await evidence.textContent()).toContain(text);
    }
  });

  it("says with colours that can be read what it says with signs", async () => {
    await open(wide);
    const contrast = await page.locator("td.fail").first().evaluate(contrastOf);
    expect(contrast).toBeGreaterThan(4.5);
    expect(await page.locator("td.pass").first().evaluate(contrastOf)).toBeGreaterThan(4.5);
  });

  it("needs no script to be read: filters are hidden, failures open", async () => {
    await open(wide, false);
    expect(await page.locator("#filters").isVisible()).toBe(false);
    const evidence = page.locator(".evidence").first();
    expect(await evidence.isVisible()).toBe(false);
    await page.locator("details summary").first().click();
    expect(await evidence.isVisible()).toBe(true);
    expect(await page.locator("tr[data-category]").count()).toBe(351);
  });

  it("filters by verdict, subject and text, and says how many are left", async () => {
    await open(wide);
    await page.locator("select[name=verdict]").selectOption("fail");
    expect(await page.getByRole("status").textContent()).toBe("11 of 351 cases");
    await page.locator("select[name=subject]").selectOption("an event with empty data is dropped 0");
    expect(await page.getByRole("status").textContent()).toBe("6 of 351 cases");
    await page.locator("input[name=text]").fill("without a colon");
    expect(await page.getByRole("status").textContent()).toBe("2 of 351 cases");
    expect(await page.locator("tr[data-category]:visible").count()).toBe(2);
  });

  it("can be used from the keyboard: a failing cell leads to its opened evidence", async () => {
    await open(wide);
    const link = page.locator("td.fail a").first();
    await link.focus();
    await page.keyboard.press("Enter");
    const evidence = page.locator(".evidence").first();
    await evidence.waitFor({ state: "visible" });
    const summary = page.locator("details summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    await evidence.waitFor({ state: "hidden" });
  });

  it("reads as a table aloud: each verdict is a cell with its word", async () => {
    await open(narrow);
    const row = page.getByRole("row").filter({ hasText: "decoding/bom-is-stripped" });
    expect(await row.getByRole("rowheader").count()).toBe(1);
    await open(wide);
    const cells = page.getByRole("row").filter({ hasText: "decoding/bom-is-stripped" }).getByRole("cell");
    expect(await cells.allTextContents()).toEqual(["pass", "fail no byte order mark is stripped 0", "pass"]);
  });
});

async function inTurn(): Promise<Report[]> {
  const reports: Report[] = [];
  for (const subject of subjects) reports.push(await runConformance(subject, { categories: ["decoding"] }));
  return reports;
}

/** The contrast of an element's text and ground, as WCAG 2 defines it. Runs in the page. */
function contrastOf(element: Element): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((channel) => {
      const part = Number(channel) / 255;
      return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  let ground: Element | null = element;
  while (ground && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)") ground = ground.parentElement;
  const lights = [getComputedStyle(element).color, ground ? getComputedStyle(ground).backgroundColor : "rgb(255, 255, 255)"].map(luminance);
  return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
}
