/** A policy of one's own, in JavaScript: it runs closed off in the simulation's worker, beside Kubernetes' plugins. */
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";

const EXAMPLE = `// Both are optional. filter gives a reason to refuse a node; score gives 0 to 100.
// pod:  name, namespace, labels, milliCpu, memoryBytes, priority
// node: name, labels, pods, allocatableMilliCpu, allocatableMemoryBytes, requestedMilliCpu, requestedMemoryBytes
const weight = 10;

function score(pod, node) {
  // Fill the fullest node first.
  return 100 * node.requestedMilliCpu / node.allocatableMilliCpu;
}
`;

/** @param done called when something has been opened */
export function policyForm(app: App, done: () => void): HTMLElement[] {
  const { policy, changes, seed } = app.view.value;
  const text = element("textarea", {
    class: "code",
    spellcheck: false,
    rows: 16,
    value: policy === "" ? EXAMPLE : policy,
    "aria-label": "Policy, JavaScript",
  });
  const go = (compare: boolean) => {
    done();
    if (compare) app.change({ policy: "", other: { seed, changes, policy: text.value }, projection: "compare" });
    else app.change({ policy: text.value, other: undefined });
  };
  const without = () => {
    done();
    app.change({ policy: "" });
  };
  return [
    element(
      "p",
      { class: "faint" },
      "It takes the place of the scenario's scheduler configuration: Kubernetes' default profile and these functions, from the beginning. No network, no page, 200 ms a call.",
    ),
    text,
    element(
      "div",
      { class: "buttons" },
      element("button", { class: "primary", type: "button", onclick: () => go(true) }, "Compare with this run"),
      element("button", { type: "button", onclick: () => go(false) }, "Go on with it"),
      policy === "" ? undefined : element("button", { type: "button", onclick: without }, "Without it"),
    ),
  ];
}
