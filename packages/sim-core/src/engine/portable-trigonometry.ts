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
  const n = Math.floor(x * 0.6366197723675814 + 0.5);
  const first = x - n * 1.5707963267341256;
  const second = first - n * 6.077100506303966e-11;
  const secondError = first - second - n * 6.077100506303966e-11;
  const third = second - n * 2.0222662487111665e-21;
  const thirdError = second - third - n * 2.0222662487111665e-21;
  const rest = n * 8.4784276603689e-32 - thirdError - secondError;
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
    0.00833333333332249 +
    z * (-0.0001984126982985795 + z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x - (z * (0.5 * low - v * r) - low - v * -0.16666666666666632);
}

function kernelCos(x: number, low: number): number {
  const z = x * x;
  const r =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z * (2.480158728947673e-5 + z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - x * low));
}
