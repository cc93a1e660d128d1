/**
 * Sine and cosine, the same bits in every JavaScript engine; error below 1 ulp for |x| <= 1,600,000.
 *
 * Algorithm: subtraction of a multiple of pi/2 held in three parts (Cody and Waite), then minimax polynomials on
 * [-pi/4, pi/4] (FreeBSD msun k_sin.c, k_cos.c, Sun 1993).
 *
 * Not modelled: larger arguments, which need a table of 2/pi; they are refused.
 */
const MAX_ARGUMENT = 1_600_000;

/** sin(x), x in radians. @throws RangeError beyond +-1,600,000. */
export function sin(x: number): number {
  return quarter(x, 0);
}

/** cos(x), x in radians. @throws RangeError beyond +-1,600,000. */
export function cos(x: number): number {
  return quarter(x, 1);
}

function quarter(x: number, shift: number): number {
  if (!(Math.abs(x) <= MAX_ARGUMENT)) throw new RangeError(`angle ${x}; accepted: -${MAX_ARGUMENT} to ${MAX_ARGUMENT} radians`);
  const n = Math.floor(x * 6.36619772367581382433e-1 + 0.5);
  const first = x - n * 1.57079632673412561417;
  const second = first - n * 6.07710050630396597660e-11;
  const secondError = first - second - n * 6.07710050630396597660e-11;
  const third = second - n * 2.02226624871116645580e-21;
  const thirdError = second - third - n * 2.02226624871116645580e-21;
  const rest = n * 8.47842766036889956997e-32 - thirdError - secondError;
  const r = third - rest;
  const rLow = third - r - rest;
  const quadrant = (((n + shift) % 4) + 4) % 4;
  if (quadrant === 0) return kernelSin(r, rLow);
  if (quadrant === 1) return kernelCos(r, rLow);
  if (quadrant === 2) return -kernelSin(r, rLow);
  return -kernelCos(r, rLow);
}

function kernelSin(x: number, low: number): number {
  const z = x * x;
  const v = z * x;
  const r =
    8.33333333332248946124e-3 +
    z * (-1.98412698298579493134e-4 + z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return x - (z * (0.5 * low - v * r) - low - v * -1.66666666666666324348e-1);
}

function kernelCos(x: number, low: number): number {
  const z = x * x;
  const r =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z * (2.48015872894767294178e-5 + z * (-2.75573143513906633035e-7 + z * (2.08757232129817482790e-9 + z * -1.13596475577881948265e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * low));
}
