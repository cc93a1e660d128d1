import { expect, it } from "vitest";
import { formatTime, milliseconds, seconds, timeUs } from "./time.ts";

it("converts and formats", () => {
  expect(seconds(1.5)).toBe(1_500_000);
  expect(milliseconds(0.1)).toBe(100);
  expect(formatTime(0)).toBe("00:00:00");
  expect(formatTime(1)).toBe("00:00:00.000001");
  expect(formatTime(seconds(93_784.5))).toBe("1d 02:03:04.5");
  expect(formatTime(-1_000_000)).toBe("-00:00:01");
  expect(() => timeUs(-1)).toThrow(RangeError);
  expect(() => timeUs(0.5)).toThrow("accepted: an integer from 0");
  expect(() => seconds(2 ** 40)).toThrow(RangeError);
});
