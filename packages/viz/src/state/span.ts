/** A part of a run's time that is looked at. */
import type { Span } from "./view-state.ts";

/** So many times as near as the whole run, at most. */
export const NEAREST = 5000;

/** @returns what of it lies within the run, the whole where that is nothing */
export function spanWithin(span: Span | undefined, endUs: number): Span {
  const whole = { fromUs: 0, toUs: Math.max(1e6, endUs) };
  if (span === undefined || span.fromUs >= whole.toUs) return whole;
  const toUs = Math.min(span.toUs, whole.toUs);
  return toUs - span.fromUs < whole.toUs / NEAREST ? whole : { fromUs: span.fromUs, toUs };
}

/**
 * @param aroundUs stays where it is; where it is out of sight, the middle does
 * @param factor above 1: nearer
 * @returns undefined: the whole run
 */
export function spanZoomed(span: Span | undefined, endUs: number, aroundUs: number, factor: number): Span | undefined {
  const now = spanWithin(span, endUs);
  const whole = spanWithin(undefined, endUs);
  const length = now.toUs - now.fromUs;
  const wanted = Math.max(whole.toUs / NEAREST, length / factor);
  if (wanted >= whole.toUs) return undefined;
  const anchor = aroundUs >= now.fromUs && aroundUs <= now.toUs ? aroundUs : (now.fromUs + now.toUs) / 2;
  const from = anchor - (anchor - now.fromUs) * (wanted / length);
  const fromUs = Math.round(Math.max(0, Math.min(from, whole.toUs - wanted)));
  return { fromUs, toUs: Math.min(whole.toUs, Math.round(fromUs + wanted)) };
}
