/** A draw list as an SVG document: the same picture for print and papers, with patterns where the canvas has some. */
import { DIM } from "./draw-list.ts";
import type { DrawList } from "./draw-list.ts";
import { FONT } from "./pixel-painter.ts";
import type { Look, Theme } from "./theme.ts";

export function svgText({ width, height, cells, labels, lines, rings }: DrawList, theme: Theme): string {
  const used = new Set(cells.style.subarray(0, cells.count));
  const patterns = [...used]
    .filter((style) => patternOf(theme.looks[style % DIM]!) !== "")
    .map((style) => pattern(style, theme.looks[style % DIM]!));
  const body: string[] = [];
  for (let i = 0; i < cells.count; i++) {
    const style = cells.style[i]!;
    const look = theme.looks[style % DIM]!;
    const fill = patternOf(look) === "" ? look.fill : `url(#p${style % DIM})`;
    const stroke = look.pattern === "hollow" ? ` stroke="${look.ink}"` : "";
    const [x, y, w, h] = [cells.x[i]!, cells.y[i]!, cells.width[i]!, cells.height[i]!].map(short);
    body.push(`<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}"${stroke}${style >= DIM ? ' opacity="0.25"' : ""}/>`);
  }
  for (const { points, tone, width: wide } of lines) {
    const pairs = Array.from({ length: points.length / 2 }, (_, i) => `${short(points[i * 2]!)},${short(points[i * 2 + 1]!)}`);
    body.push(`<polyline points="${pairs.join(" ")}" fill="none" stroke="${theme.tones[tone]}" stroke-width="${wide}"/>`);
  }
  for (const { x, y, width: w, height: h, tone } of rings)
    body.push(
      `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}" fill="none" stroke="${theme.tones[tone]}" stroke-width="2"/>`,
    );
  for (const { x, y, text, size, tone, align, bold } of labels) {
    const anchor = { left: "start", center: "middle", right: "end" }[align];
    const weight = bold === true ? ' font-weight="600"' : "";
    body.push(
      `<text x="${short(x)}" y="${short(y)}" dy="0.35em" font-size="${size}" text-anchor="${anchor}"${weight} fill="${theme.tones[tone]}">${escaped(text)}</text>`,
    );
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}">`,
    `<defs>${patterns.join("")}</defs>`,
    `<rect width="${width}" height="${height}" fill="${theme.background}"/>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

/** The strokes of a pattern in a square of six; "" for none. */
function patternOf({ pattern: kind }: Look): string {
  switch (kind) {
    case "hatch":
      return "M0 6L6 0";
    case "backhatch":
      return "M0 0L6 6";
    case "cross":
      return "M0 0L6 6M0 6L6 0";
    case "stripes":
      return "M0 1.5H6M0 4.5H6";
    case "dot":
    case "dots":
      return "M2.5 3H3.5";
    default:
      return "";
  }
}

function pattern(style: number, look: Look): string {
  return `<pattern id="p${style % DIM}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="${look.fill}"/><path d="${patternOf(look)}" stroke="${look.ink}" fill="none"/></pattern>`;
}

function short(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
