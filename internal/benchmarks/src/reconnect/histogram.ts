/** One row of bars: how much happened in each time slot. */
export interface Row {
  readonly title: string;
  /** Milliseconds at which the first slot begins, and how long each is. */
  readonly start: number;
  readonly width: number;
  readonly counts: readonly number[];
}

const plot = { left: 56, right: 24, top: 40, height: 110, gap: 62, width: 720 };

/** Rows of bars over one time axis, each to its own scale, with a line at twice the mean of its slots. */
export function histogram(title: string, unit: string, rows: readonly Row[]): string {
  const end = Math.max(...rows.map(({ start, width, counts }) => start + width * counts.length));
  const inner = plot.width - plot.left - plot.right;
  const x = (at: number): string => (plot.left + (at / end) * inner).toFixed(1);
  const height = plot.top + rows.length * (plot.height + plot.gap);
  const drawn = rows.map(({ title, start, width, counts }, row) => {
    const bottom = plot.top + row * (plot.height + plot.gap) + plot.height + 18;
    const most = Math.max(...counts);
    const twice = (2 * counts.reduce((sum, count) => sum + count, 0)) / counts.length;
    const scale = plot.height / Math.max(most, twice);
    const bars = counts.map((count, index) => {
      const left = x(start + index * width);
      const wide = (inner * width) / end;
      return `<rect x="${left}" y="${(bottom - count * scale).toFixed(1)}" width="${Math.max(wide - 0.5, 0.5).toFixed(1)}" height="${(count * scale).toFixed(1)}"/>`;
    });
    const line = (bottom - twice * scale).toFixed(1);
    const ticks = Array.from({ length: 6 }, (_, index) => {
      const at = (end * index) / 5;
      return `<text x="${x(at)}" y="${bottom + 14}" text-anchor="middle">${(at / 1_000).toFixed(1)} s</text>`;
    });
    return [
      `<text x="${plot.left}" y="${bottom - plot.height - 6}" class="title">${title}</text>`,
      `<g class="bars">${bars.join("")}</g>`,
      `<line x1="${plot.left}" x2="${plot.width - plot.right}" y1="${line}" y2="${line}" class="twice"/>`,
      `<text x="${plot.left - 6}" y="${line}" text-anchor="end">${Math.round(twice)}</text>`,
      `<line x1="${plot.left}" x2="${plot.width - plot.right}" y1="${bottom}" y2="${bottom}"/>`,
      ...ticks,
    ].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${plot.width} ${height}" role="img" aria-label="${title}">
<style>svg{background:#fff;font:11px system-ui,sans-serif;fill:#444}line{stroke:#888}.twice{stroke:#c33;stroke-dasharray:4 3}.bars{fill:#2a6fbb}.title{font-weight:600;fill:#222}</style>
<text x="${plot.left}" y="18" class="title">${title}</text>
<text x="${plot.width - plot.right}" y="18" text-anchor="end">${unit}; dashed: twice the mean</text>
${drawn.join("\n")}
</svg>
`;
}
