import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newQuantity, parseQuantity, Quantity } from "./quantity.ts";
import { quantityMilliValue, quantityValue } from "./quantity-number.ts";
import { QuantityError } from "./quantity-text.ts";

const suffix = fc.constantFrom("", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-3", "e+2");
const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`));
const notation = fc
  .tuple(fc.constantFrom("", "-", "+"), digits(9), fc.option(digits(9), { nil: undefined }), suffix)
  .map(([sign, whole, fraction, unit]) => `${sign}${whole}${fraction === undefined ? "" : `.${fraction}`}${unit}`);

/** Exact amount in units of 10^-30, rounded away from zero to billionths: the definition, without any of Kubernetes' shortcuts. */
function naiveNanos(text: string): bigint {
  const [, sign = "", whole = "", fraction = "", unit = ""] = /^([+-]?)([0-9]*)\.?([0-9]*)(.*)$/.exec(text) ?? [];
  const binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].indexOf(unit);
  const decimals: Record<string, number> = {
    "": 0,
    n: -9,
    u: -6,
    m: -3,
    k: 3,
    M: 6,
    G: 9,
    T: 12,
    P: 15,
    E: 18,
    e3: 3,
    "E-3": -3,
    "e+2": 2,
  };
  const fine =
    BigInt(`${whole}${fraction}`) *
    10n ** BigInt(30 - fraction.length + (binary < 0 ? (decimals[unit] ?? 0) : 0)) *
    (binary < 0 ? 1n : 1024n ** BigInt(binary + 1));
  const rounding = 10n ** 21n;
  let nanos = (fine + rounding - 1n) / rounding;
  const cap = (2n ** 63n - 1n) * 1_000_000_000n;
  if (binary >= 0 && nanos > cap) nanos = cap;
  return sign === "-" ? -nanos : nanos;
}

describe("Quantity", () => {
  it.each([
    ["1500m", 2n, 1500n, "1500m"],
    ["1.5Gi", 1_610_612_736n, 1_610_612_736_000n, "1536Mi"],
    ["0.1", 1n, 100n, "100m"],
    ["12e6", 12_000_000n, 12_000_000_000n, "12e6"],
    ["1024Ki", 1_048_576n, 1_048_576_000n, "1Mi"],
    ["0.5Gi", 536_870_912n, 536_870_912_000n, "512Mi"],
    ["100000m", 100n, 100_000n, "100"],
  ])("reads %s", (text, value, milli, canonical) => {
    const quantity = parseQuantity(text);
    expect([quantity.value(), quantity.milliValue(), quantity.toString()]).toEqual([value, milli, canonical]);
  });

  it.each(["", " ", "1 Gi", "1gi", "1K", "--1", "1e", "NaN", "0x10", "1,000", "1\n", ".e-10"])("refuses %j", (text) => {
    expect(() => parseQuantity(text)).toThrow(QuantityError);
    expect(() => quantityValue(text)).toThrow(QuantityError);
  });

  it("says what was found and what is accepted", () => {
    expect(() => parseQuantity("5 GB")).toThrow(/"5 GB" is no quantity; .*500m, 1\.5Gi, 12e6/);
    expect(() => parseQuantity("5GB")).toThrow(/"5GB"/);
  });

  it("takes plain numbers", () => {
    expect(parseQuantity(1.5).milliValue()).toBe(1500n);
    expect(parseQuantity(1e21).cmp(parseQuantity("1000E"))).toBe(0);
    expect(() => parseQuantity(Number.NaN)).toThrow(QuantityError);
  });

  it("keeps the exact amount through canonical text", () => {
    fc.assert(
      fc.property(notation, (text) => {
        const quantity = parseQuantity(text);
        fc.pre(naiveNanos(text) % 1_000_000_000n === 0n || naiveNanos(text) < 10n ** 27n);
        const again = parseQuantity(quantity.toString());
        expect(again.cmp(quantity)).toBe(0);
        expect(again.toString()).toBe(parseQuantity(again.toString()).toString());
      }),
      { numRuns: 2000 },
    );
  });

  it("agrees with the definition in comparisons, sums, signs and values", () => {
    fc.assert(
      fc.property(notation, notation, (a, b) => {
        const [x, y] = [parseQuantity(a), parseQuantity(b)];
        const [nx, ny] = [naiveNanos(a), naiveNanos(b)];
        expect(x.cmp(y)).toBe(nx < ny ? -1 : nx > ny ? 1 : 0);
        expect(x.sign).toBe(nx < 0n ? -1 : nx > 0n ? 1 : 0);
        expect(x.add(y).sub(y).cmp(x)).toBe(0);
        expect(x.add(y).cmp(y.add(x))).toBe(0);
        expect(x.sub(y).sign).toBe(nx < ny ? -1 : nx > ny ? 1 : 0);
        if (nx >= 0n && nx < 9_000_000_000_000_000n * 1_000_000_000n) {
          expect(x.value()).toBe((nx + 999_999_999n) / 1_000_000_000n);
          expect(x.milliValue()).toBe((nx + 999_999n) / 1_000_000n);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("gives the same plain numbers on the fast way", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          notation,
          fc.nat().map(String),
          fc.tuple(fc.nat(), suffix).map(([n, unit]) => `${n}${unit}`),
        ),
        (text) => {
          expect(quantityValue(text)).toBe(Number(parseQuantity(text).value()));
          expect(quantityMilliValue(text)).toBe(Number(parseQuantity(text).milliValue()));
        },
      ),
      { numRuns: 3000 },
    );
    expect(quantityValue(2.5)).toBe(3);
    expect(quantityMilliValue(2)).toBe(2000);
  });

  it("does not hang or overflow memory on absurd exponents", () => {
    expect(parseQuantity("1e1000000000").sign).toBe(1);
    expect(parseQuantity("1e1000000000").cmp(parseQuantity("9e999999999"))).toBe(1);
    expect(parseQuantity("1e-1000000000").value()).toBe(1n);
    expect(() => parseQuantity("12345678901234567890e1000000000")).toThrow(QuantityError);
    expect(parseQuantity("0e2000000000").value()).toBe(0n);
  });

  it("writes the smallest 64-bit integer as Kubernetes does, which depends on how it came about", () => {
    const summed = parseQuantity("-9223372036854775807Ki").sub(parseQuantity("1"));
    expect(summed.toString()).toBe("-8Ei");
    expect(newQuantity(-(2n ** 63n), "BinarySI").toString()).toBe("-9223372036854775808");
  });

  it("is immutable", () => {
    const one = parseQuantity("1");
    one.add(parseQuantity("1"));
    expect(one.toString()).toBe("1");
    expect(one).toBeInstanceOf(Quantity);
  });
});
