import { describe, expect, it } from "vitest";
import type { UnusedImage } from "./image-cache.ts";
import { imageBytesToFree, type ImageGcPolicy, imagesToDelete, unusedImagesToDelete } from "./image-gc.ts";

const MINUTE_US = 60e6;
const policy: ImageGcPolicy = {
  imageGCHighThresholdPercent: 85,
  imageGCLowThresholdPercent: 80,
  imageMinimumGCAgeUs: 2 * MINUTE_US,
  imageMaximumGCAgeUs: 0,
};
const image = (name: string, bytes: number, lastUsed: number, detected = 0): UnusedImage => ({
  image: name,
  bytes,
  lastUsedUs: lastUsed * MINUTE_US,
  firstDetectedUs: detected * MINUTE_US,
});
const unused = [image("never", 30, -Infinity), image("a", 30, 5), image("new", 30, 5, 99), image("b", 30, 10), image("c", 30, 20)];
const names = (images: readonly UnusedImage[]): string[] => images.map(({ image }) => image);
const pass = (changes: Partial<ImageGcPolicy>, availableBytes: number, now = 100, began = 0): string[] =>
  names(imagesToDelete(unused, { ...policy, ...changes }, { capacityBytes: 1000, availableBytes }, now * MINUTE_US, began * MINUTE_US));

describe("imageBytesToFree", () => {
  it.each([
    [160, undefined],
    [150, 50],
    [149, 51],
    [0, 200],
    [1000, undefined],
  ])("with %s of 1000 bytes available is %s", (availableBytes, bytes) => {
    expect(imageBytesToFree(policy, { capacityBytes: 1000, availableBytes })).toBe(bytes);
  });

  it("rounds the percents of the disk in use up", () => {
    // 84.1 % in use counts as 85.
    expect(imageBytesToFree(policy, { capacityBytes: 1000, availableBytes: 159 })).toBe(41);
  });
});

describe("imagesToDelete", () => {
  it.each([
    ["nothing below the high threshold", {}, 160, []],
    ["the least recently used until the low threshold", {}, 150, ["never", "a"]],
    ["none that is too young", {}, 100, ["never", "a", "b", "c"]],
    ["as much as there is", {}, 0, ["never", "a", "b", "c"]],
    ["one at least, at equal thresholds", { imageGCLowThresholdPercent: 85 }, 150, ["never"]],
    ["what is older than the maximum age, in any case", { imageMaximumGCAgeUs: 92 * MINUTE_US }, 500, ["never", "a", "new"]],
    ["first the old ones, and more if that is not enough", { imageMaximumGCAgeUs: 92 * MINUTE_US }, 50, ["never", "a", "new", "b", "c"]],
    ["the old ones alone if that is enough", { imageMaximumGCAgeUs: 92 * MINUTE_US }, 80, ["never", "a", "new"]],
  ])("deletes %s", (_, changes, availableBytes, deleted) => {
    expect(pass(changes, availableBytes)).toEqual(deleted);
  });

  it("waits for the maximum age after the start of a kubelet", () => {
    expect([
      pass({ imageMaximumGCAgeUs: 10 * MINUTE_US }, 500, 100, 90),
      pass({ imageMaximumGCAgeUs: 9 * MINUTE_US }, 500, 100, 90),
    ]).toEqual([[], ["never", "a", "new", "b", "c"]]);
  });
});

describe("unusedImagesToDelete", () => {
  it("deletes all but what is too young", () => {
    expect(names(unusedImagesToDelete(unused, policy, 100 * MINUTE_US))).toEqual(["never", "a", "b", "c"]);
  });
});
