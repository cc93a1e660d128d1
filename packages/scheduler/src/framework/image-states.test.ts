import { expect, it } from "vitest";
import { ImageStates } from "./image-states.ts";

const holder = (slot: number, ...names: string[]) => ({
  slot,
  node: { metadata: { name: `n${slot}` }, status: { images: [{ names, sizeBytes: slot + 1 }] } },
});

it("forgets an image with its last node, and what no node's copy can show any more", () => {
  const images = new ImageStates();
  images.setNode(holder(0, "x"));
  images.setNode(holder(1, "x"));
  images.removeNode(holder(0));
  expect(images.get("x")?.sizeBytes).toBe(1);
  images.removeNode(holder(1));
  expect(images.get("x")).toBeUndefined();
});

it("keeps the history of an image bounded while nodes come and go", () => {
  const images = new ImageStates();
  images.setNode(holder(0, "x"));
  for (let i = 0; i < 1000; i++) {
    images.takeSnapshot();
    images.touch(0);
    if (i % 2 === 0) images.setNode(holder(1, "x"));
    else images.removeNode(holder(1));
  }
  const image = images.get("x")!;
  expect(image.historyLength).toBeLessThan(130);
  images.takeSnapshot();
  expect(images.nodesSeenFrom(0, image)).toBe(1);
});

it("remembers for a node that never changes what it saw first", () => {
  const images = new ImageStates();
  images.setNode(holder(0, "x"));
  images.takeSnapshot();
  for (let slot = 1; slot <= 300; slot++) {
    images.setNode(holder(slot, "x"));
    images.takeSnapshot();
  }
  const image = images.get("x")!;
  expect(images.nodesSeenFrom(0, image)).toBe(1);
  expect(images.nodesSeenFrom(150, image)).toBe(151);
  expect(images.nodesSeenFrom(300, image)).toBe(301);
});
