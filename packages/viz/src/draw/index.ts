/** Draw lists, what they look like, and the painter of them. */
export * from "./draw-list.ts";
export * from "./pixel-painter.ts";
export * from "./poster.ts";
export * from "./stage.ts";
export * from "./theme.ts";
export * from "./svg-text.ts";
export * from "./swatch.ts";
export * from "./wrap-lines.ts";
