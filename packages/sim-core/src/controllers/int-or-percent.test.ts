import { describe, expect, it } from "vitest";
import { IntOrPercentError, scaledValue } from "./int-or-percent.ts";

describe("scaledValue", () => {
  it("takes numbers as they are and rounds shares as told", () => {
    expect(scaledValue(3, 10, "up")).toBe(3);
    expect(scaledValue("25%", 10, "up")).toBe(3);
    expect(scaledValue("25%", 10, "down")).toBe(2);
    expect(scaledValue("150%", 10, "down")).toBe(15);
    expect(scaledValue("-5%", 10, "up")).toBe(-0);
  });

  it.each(["abc", "10", "10.5%", "%", "5 %", ""])("refuses %j", (text) => {
    expect(() => scaledValue(text, 10, "up")).toThrow(IntOrPercentError);
  });
});
