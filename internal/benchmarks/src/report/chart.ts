import type { Spread } from "../measure.ts";
import { digits } from "./table.ts";

/** A picture of one table, as an SVG file. */
export interface Chart {
  /** The file's name in charts/, without its ending. */
  name: string;
  /** What a screen reader says, too: the title, and the finding in a sentence. */
  title: string;
  description: string;
  svg: string;
}

/** Ours stand out; the series of one chart are told apart by lightness as well as by hue. */
export type Tone = "ours" | "other" | "third";

export interface Bar {
  label: string;
  /** Drawn one behind the other. */
  parts: { value: number; tone: Tone }[];
  /** The middle half of the rounds, as a whisker. */
  spread?: { low: number; high: number };
  /** Written at the bar's end. */
  text: string;
}

/** A figure of several rounds, with their middle half. */
export const spreadBar = (label: string, { median: value, low, high }: Spread, tone: Tone, unit: string): Bar => ({
  label,
  parts: [{ value, tone }],
  spread: { low, high },
  text: `${digits(value)}${unit}`,
});

/** The packages of this repository, and what else there is. */
export const toneOf = (id: string): Tone => (id.startsWith("@sse/") ? "ours" : "other");

const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 15px; font-weight: 600 }
  .quiet { fill: #57606a }
  .grid { stroke: #d0d7de }
  .mark { stroke: #24292f; stroke-dasharray: 4 3 }
  .whisker { stroke: #24292f }
  .ours { fill: #0a5fd0; stroke: #0a5fd0 } .other { fill: #a8b1bb; stroke: #8c959f } .third { fill: #e08a1e; stroke: #c8730a }
  polyline.line { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #9da7b3 } .grid { stroke: #3d444d } .mark, .whisker { stroke: #e6edf3 }
    .ours { fill: #4c9aff; stroke: #4c9aff } .other { fill: #656c76; stroke: #8b949e } .third { fill: #f0a64a; stroke: #f0a64a }
  }`;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const round = (value: number): string => String(Math.round(value * 10) / 10);

function document(title: string, description: string, width: number, height: number, body: string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
<style>${style}
</style>
<text class="title" x="12" y="24">${escaped(title)}</text>
${body.join("\n")}
</svg>
`;
}

/** A legend, for charts of more than one series. */
type Legend = readonly { label: string; tone: Tone }[];

const legendOf = (legend: Legend, y: number): string[] => {
  let x = 12;
  return legend.map(({ label, tone }) => {
    const entry = `<rect class="${tone}" x="${x}" y="${y - 10}" width="11" height="11"/><text x="${x + 17}" y="${y}">${escaped(label)}</text>`;
    x += 40 + label.length * 7.2;
    return entry;
  });
};

/** Horizontal bars from nothing; `mark` is what they are to be compared with. */
export function barChart(chart: {
  name: string;
  title: string;
  description: string;
  bars: readonly Bar[];
  mark?: { value: number; label: string };
  legend?: Legend;
}): Chart {
  const { name, title, description, bars, mark, legend = [] } = chart;
  const labels = 12 + Math.max(...bars.map(({ label }) => label.length)) * 6.9;
  const area = 380;
  const drawn = labels + 12 + area + 12 + Math.max(...bars.map(({ text }) => text.length)) * 6.9 + 20;
  const width = Math.max(drawn, 24 + title.length * 9.2);
  const top = 44 + (legend.length > 0 ? 22 : 0);
  const end = ({ parts, spread }: Bar): number =>
    Math.max(
      parts.reduce((sum, { value }) => sum + value, 0),
      spread?.high ?? 0,
    );
  const most = Math.max(...bars.map(end), mark?.value ?? 0);
  const at = (value: number): number => labels + 12 + (value / most) * area;
  const height = top + bars.length * 24 + 34;
  const body = legendOf(legend, 50);
  for (const [index, { label, parts, spread, text }] of bars.entries()) {
    const y = top + index * 24;
    body.push(`<text x="${round(labels)}" y="${y + 14}" text-anchor="end">${escaped(label)}</text>`);
    let from = 0;
    for (const { value, tone } of parts) {
      body.push(
        `<rect class="${tone}" x="${round(at(from))}" y="${y + 2}" width="${round(Math.max(1, at(from + value) - at(from)))}" height="16"/>`,
      );
      from += value;
    }
    if (spread) {
      const [low, high] = [round(at(spread.low)), round(at(spread.high))];
      body.push(`<path class="whisker" d="M${low} ${y + 10}H${high}M${low} ${y + 6}v8M${high} ${y + 6}v8"/>`);
    }
    body.push(`<text class="quiet" x="${round(at(Math.max(from, spread?.high ?? 0)) + 8)}" y="${y + 14}">${escaped(text)}</text>`);
  }
  if (mark) {
    const x = round(at(mark.value));
    const bottom = top + bars.length * 24;
    body.push(`<path class="mark" d="M${x} ${top - 4}V${bottom + 4}"/>`);
    body.push(`<text class="quiet" x="${x}" y="${bottom + 20}" text-anchor="middle">${escaped(mark.label)}</text>`);
  }
  return { name, title, description, svg: document(title, description, Math.ceil(width), height, body) };
}

export interface Line {
  label: string;
  tone: Tone;
  points: { x: number; y: number }[];
}

/** Lines over two logarithmic axes: growth that is a straight line at 45° is linear. */
export function lineChart(chart: {
  name: string;
  title: string;
  description: string;
  lines: readonly Line[];
  x: string;
  y: string;
}): Chart {
  const { name, title, description, lines, x: xTitle, y: yTitle } = chart;
  const [left, top, area, width, height] = [70, 98, { width: 460, height: 250 }, 620, 402];
  const points = lines.flatMap((line) => line.points);
  const [x0, x1] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const y0 = 10 ** Math.floor(Math.log10(Math.min(...points.map(({ y }) => y))));
  const y1 = 10 ** Math.ceil(Math.log10(Math.max(...points.map(({ y }) => y))));
  const atX = (x: number): number => left + (Math.log(x / x0) / Math.log(x1 / x0)) * area.width;
  const atY = (y: number): number => top + area.height - (Math.log(y / y0) / Math.log(y1 / y0)) * area.height;
  const body = legendOf(lines, 50);
  for (let y = y0; y <= y1 * 1.01; y *= 10) {
    body.push(`<path class="grid" d="M${left} ${round(atY(y))}h${area.width}"/>`);
    body.push(`<text class="quiet" x="${left - 8}" y="${round(atY(y) + 4)}" text-anchor="end">${Number(y.toPrecision(1))}</text>`);
  }
  for (const x of new Set(points.map((point) => point.x))) {
    body.push(`<text class="quiet" x="${round(atX(x))}" y="${top + area.height + 20}" text-anchor="middle">${x}</text>`);
  }
  for (const { points, tone } of lines) {
    const path = points.map(({ x, y }) => `${round(atX(x))},${round(atY(y))}`).join(" ");
    body.push(`<polyline class="line ${tone}" points="${path}"/>`);
    for (const { x, y } of points) body.push(`<circle class="${tone}" cx="${round(atX(x))}" cy="${round(atY(y))}" r="3"/>`);
  }
  body.push(`<text class="quiet" x="${left + area.width / 2}" y="${height - 12}" text-anchor="middle">${escaped(xTitle)}</text>`);
  body.push(`<text class="quiet" x="12" y="${top - 20}">${escaped(yTitle)}</text>`);
  return { name, title, description, svg: document(title, description, width, height, body) };
}
