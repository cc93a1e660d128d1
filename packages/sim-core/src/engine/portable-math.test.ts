import { describe, expect, it } from "vitest";
import { cos, exp, log, pow, sin } from "./portable-math.ts";
import { randomStreams } from "./random.ts";

const bits = new Float64Array(1);
const ordinals = new BigInt64Array(bits.buffer);

/** Distance in units in the last place. */
function ulps(a: number, b: number): number {
  if (Object.is(a, b) || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const ordinal = (x: number): bigint => {
    bits[0] = x;
    return ordinals[0]! < 0n ? -(ordinals[0]! & 0x7fff_ffff_ffff_ffffn) : ordinals[0]!;
  };
  const distance = ordinal(a) - ordinal(b);
  return Number(distance < 0n ? -distance : distance);
}

function worst(n: number, draw: (u: () => number) => [number, number]): number {
  const stream = randomStreams("portable-math").stream("arguments");
  let most = 0;
  for (let i = 0; i < n; i++) {
    const [actual, expected] = draw(() => stream.next());
    most = Math.max(most, ulps(actual, expected));
  }
  return most;
}

describe("portable math", () => {
  it("log is within an ulp of Math.log", () => {
    expect(
      worst(100_000, (u) => {
        const x = 2 ** (u() * 2090 - 1070) * (1 + u());
        return [log(x), Math.log(x)];
      }),
    ).toBeLessThanOrEqual(1);
    expect(
      worst(100_000, (u) => {
        const x = 0.5 + u();
        return [log(x), Math.log(x)];
      }),
    ).toBeLessThanOrEqual(1);
    for (const x of [0, -0, -1, NaN, Infinity, 1, Number.MIN_VALUE, Number.MAX_VALUE, Math.E])
      expect(ulps(log(x), Math.log(x))).toBeLessThanOrEqual(1);
  });

  it("exp is within an ulp of Math.exp", () => {
    expect(
      worst(100_000, (u) => {
        const x = u() * 1480 - 760;
        return [exp(x), Math.exp(x)];
      }),
    ).toBeLessThanOrEqual(1);
    expect(
      worst(100_000, (u) => {
        const x = u() * 2 - 1;
        return [exp(x), Math.exp(x)];
      }),
    ).toBeLessThanOrEqual(1);
    for (const x of [0, -0, NaN, Infinity, -Infinity, 1, 709.78, 709.79, -745.1, -745.2])
      expect(ulps(exp(x), Math.exp(x))).toBeLessThanOrEqual(1);
  });

  it("pow is within two ulp of Math.pow, a few for huge results", () => {
    expect(
      worst(100_000, (u) => {
        const x = u() * 20;
        const y = u() * 20 - 10;
        return [pow(x, y), x ** y];
      }),
    ).toBeLessThanOrEqual(2);
    expect(
      worst(100_000, (u) => {
        const x = 1 + (u() - 0.5) / 100;
        const y = u() * 4000;
        return [pow(x, y), x ** y];
      }),
    ).toBeLessThanOrEqual(2);
    expect(
      worst(100_000, (u) => {
        const x = 2 ** (u() * 600 - 300);
        const y = u() * 3 - 1.5;
        return [pow(x, y), x ** y];
      }),
    ).toBeLessThanOrEqual(8);
  });

  it("pow has the special values of ** and exact integer powers", () => {
    const values = [0, -0, 1, -1, 2, -2, 3, 0.5, -0.5, 1.5, 1e300, 1e-300, Infinity, -Infinity, NaN];
    for (const x of values) for (const y of values) expect(ulps(pow(x, y), x ** y), `${x} ** ${y}: ${pow(x, y)}`).toBeLessThanOrEqual(1);
    expect(pow(10, 15)).toBe(1e15);
    expect(pow(3, 33)).toBe(5559060566555523);
  });

  it("sin and cos are within an ulp of Math.sin and Math.cos", () => {
    for (const scale of [1, 10, 1e4, 1.5e6]) {
      expect(
        worst(50_000, (u) => {
          const x = (u() * 2 - 1) * scale;
          return [sin(x), Math.sin(x)];
        }),
      ).toBeLessThanOrEqual(1);
      expect(
        worst(50_000, (u) => {
          const x = (u() * 2 - 1) * scale;
          return [cos(x), Math.cos(x)];
        }),
      ).toBeLessThanOrEqual(1);
    }
    for (const x of [0, Math.PI / 2, Math.PI, 1.5 * Math.PI, 2 * Math.PI, 1000 * Math.PI]) {
      expect(ulps(sin(x), Math.sin(x))).toBeLessThanOrEqual(1);
      expect(ulps(cos(x), Math.cos(x))).toBeLessThanOrEqual(1);
    }
    expect(() => sin(1e7)).toThrow(RangeError);
    expect(() => cos(NaN)).toThrow(RangeError);
  });

  it("has recorded bits", () => {
    expect([log(0.1), log(12345.678), exp(0.3), exp(-20.5), pow(0.3, 0.7), pow(7.1, -2.3), sin(2.5), cos(1000)]).toMatchInlineSnapshot(`
      [
        -2.3025850929940455,
        9.421061321291832,
        1.3498588075760032,
        1.2501528663867426e-9,
        0.4305116202499342,
        0.011018076868699168,
        0.5984721441039564,
        0.562379076290703,
      ]
    `);
  });
});
