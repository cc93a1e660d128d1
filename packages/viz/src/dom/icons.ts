/** Pictures on buttons, as paths in a square of 16. */

const PATHS = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  start: "M3 2.5h2v11H3zM13 2.5v11L6 8z",
  end: "M11 2.5h2v11h-2zM3 2.5v11L10 8z",
  back: "M10.5 3v10L4 8z",
  forward: "M5.5 3v10L12 8z",
} as const;

export function icon(name: keyof typeof PATHS): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
