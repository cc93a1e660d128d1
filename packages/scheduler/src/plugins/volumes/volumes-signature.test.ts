import type { Volume } from "@orrery/sim-core/model";
import { expect, test } from "vitest";
import { VolumeWorld } from "./volume-fixture.ts";
import { volumesSignature } from "./volumes-signature.ts";

function signature(...volumes: Volume[]): string {
  return volumesSignature(new VolumeWorld({}).podInfo({ metadata: { name: "p" }, spec: { containers: [{ name: "c" }], volumes } }));
}

test("names and order of volumes do not count, nor do config maps and secrets", () => {
  const a = { name: "a", persistentVolumeClaim: { claimName: "x" } };
  const b = { name: "b", emptyDir: {} };
  expect(signature(a, b)).toBe(signature({ ...b, name: "z" }, { ...a, name: "y" }));
  expect(signature(a, { name: "c", configMap: { name: "m" } }, { name: "s", secret: { secretName: "n" } })).toBe(signature(a));
});

test("sources count", () => {
  expect(signature({ name: "a", persistentVolumeClaim: { claimName: "x" } })).not.toBe(
    signature({ name: "a", persistentVolumeClaim: { claimName: "y" } }),
  );
  expect(signature({ name: "a", emptyDir: {} })).not.toBe(signature());
});

test("a false readOnly is as good as none", () => {
  const claimName = "x";
  expect(signature({ name: "a", persistentVolumeClaim: { claimName, readOnly: false } })).toBe(
    signature({ name: "a", persistentVolumeClaim: { claimName } }),
  );
});
