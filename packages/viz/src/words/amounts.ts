/** Amounts as people read them. */

/** `0:14:03.250`; hours as many as there are. */
export function clockText(timeUs: number): string {
  const ms = Math.floor(timeUs / 1000);
  const pad = (value: number, width: number) => String(value).padStart(width, "0");
  const s = Math.floor(ms / 1000);
  return `${pad(Math.floor(s / 3600), 2)}:${pad(Math.floor(s / 60) % 60, 2)}:${pad(s % 60, 2)}.${pad(ms % 1000, 3)}`;
}

/** `3.2 s`, `4 min 10 s`, `2 h 5 min`. */
export function durationText(us: number): string {
  const s = us / 1e6;
  if (us < 999_500) return `${Math.round(us / 1000)} ms`;
  if (s < 60) return `${s < 10 ? s.toFixed(1) : Math.round(s)} s`;
  if (s < 3600) return parts(s, 60, "min", "s");
  if (s < 86400) return parts(s / 60, 60, "h", "min");
  return parts(s / 3600, 24, "d", "h");
}

/** @param amount in the smaller unit; none of it is not said */
function parts(amount: number, many: number, large: string, small: string): string {
  const whole = Math.round(amount);
  const rest = whole % many;
  return `${Math.floor(whole / many)} ${large}${rest === 0 ? "" : ` ${rest} ${small}`}`;
}

const WHOLE = new Intl.NumberFormat("en");

export function speedText(speed: number): string {
  if (speed === 0) return "auto";
  return speed >= 3600 ? `${speed / 3600} h/s` : speed >= 60 ? `${speed / 60} min/s` : `${speed}×`;
}

export function countText(count: number): string {
  return WHOLE.format(count);
}

/** `1 pod`, `2,036 pods`. */
export function countOf(count: number, what: string): string {
  return `${countText(count)} ${nounOf(count, what)}`;
}

/** `pod` for one, `pods` for any other number. */
export function nounOf(count: number, what: string): string {
  return count === 1 ? what : `${what}s`;
}

/** From 100,000 on in short, never more than is there: `130k`, `1.3M`; for narrow places that tell the whole number elsewhere. */
export function shortCountText(count: number): string {
  if (count < 100_000) return countText(count);
  if (count < 1_000_000) return `${Math.floor(count / 1000)}k`;
  const millions = count / 1e6;
  return `${millions < 10 ? Math.floor(millions * 10) / 10 : countText(Math.floor(millions))}M`;
}

export function coresText(milliCpu: number): string {
  const cores = milliCpu / 1000;
  return `${cores >= 100 ? Math.round(cores).toLocaleString("en") : Math.round(cores * 100) / 100} cores`;
}

export function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value).toLocaleString("en") : Math.round(value * 10) / 10} ${units[unit]}`;
}

export function percentText(share: number): string {
  return Number.isFinite(share) ? `${share < 0.1 ? (share * 100).toFixed(1) : Math.round(share * 100)} %` : "–";
}
