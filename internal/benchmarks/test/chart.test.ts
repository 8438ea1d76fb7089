import { describe, expect, it } from "vitest";
import { barChart, lineChart } from "../src/report/chart.ts";

const bars = barChart({
  name: "bars",
  title: "A < B & C",
  description: "twice as fast",
  bars: [
    { label: "a", parts: [{ value: 2, tone: "ours" }], spread: { low: 1, high: 3 }, text: "2×" },
    { label: "b", parts: [{ value: 1, tone: "other" }], text: "1×" },
  ],
});

describe("charts", () => {
  it("are read aloud by their title and finding", () => {
    expect(bars.svg).toContain('role="img" aria-labelledby="title description"');
    expect(bars.svg).toContain('<title id="title">A &lt; B &amp; C</title>');
    expect(bars.svg).toContain('<desc id="description">twice as fast</desc>');
  });

  it("draw bars in proportion to their values", () => {
    const [a = 0, b = 0] = [...bars.svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(a / b).toBeCloseTo(2, 2);
  });

  it("draw what grows in proportion as a straight line", () => {
    const points = [1, 10, 100].map((x) => ({ x, y: x * 3 }));
    const { svg } = lineChart({ name: "l", title: "t", description: "d", lines: [{ label: "a", tone: "ours", points }], x: "n", y: "ms" });
    const drawn = [...svg.matchAll(/<circle [^>]*cx="([\d.]+)" cy="([\d.]+)"/g)];
    const [steps, heights] = [1, 2].map((axis) => drawn.slice(1).map((point, index) => Number(point[axis]) - Number(drawn[index]?.[axis])));
    expect(steps?.[1]).toBeCloseTo(Number(steps?.[0]), 0);
    expect(heights?.[1]).toBeCloseTo(Number(heights?.[0]), 0);
  });
});
