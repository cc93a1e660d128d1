/** Numbers for people to read: so many digits after the point, 0 to 3; what is not finite stays so. */
export function rounded(value: number, digits = 2): number {
  const scale = [1, 10, 100, 1000][digits]!;
  return Number.isFinite(value) ? Math.round(value * scale) / scale : value;
}
