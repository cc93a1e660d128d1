/** What-ifs as controls: each makes one change at the moment that is shown, and either replaces this run or is compared with it. */
import type { NodeFaultKind, WhatIf } from "@orrery/runner/session";
import { whatIfText } from "@orrery/runner/session";
import type { App } from "../app/index.ts";
import { element } from "../dom/index.ts";
import type { OpenedRun } from "../worker/index.ts";
import { clockText } from "../words/index.ts";

type Make = () => WhatIf | undefined;

interface Kind {
  readonly title: string;
  readonly fields: readonly HTMLElement[];
  readonly make: Make;
}

/** @param done called when something has been opened */
export function whatIfForm(app: App, done: () => void): HTMLElement[] {
  const atUs = Math.round(app.view.value.timeUs);
  const kinds = kindsOf(app, atUs);
  const choice = element("select", { id: "what-if-kind" });
  choice.append(...kinds.map(({ title }, index) => element("option", { value: String(index) }, title)));
  const fields = element("div", { class: "fields" });
  const problem = element("p", { class: "alarm", role: "alert" });
  const show = () => {
    fields.replaceChildren(...kinds[Number(choice.value)]!.fields);
    problem.textContent = "";
  };
  choice.addEventListener("change", show);
  show();
  const go = (compare: boolean) => {
    const change = kinds[Number(choice.value)]!.make();
    if (change === undefined) {
      problem.textContent = "Fill in what is asked for.";
      return;
    }
    const { changes, seed, policy } = app.view.value;
    const changed = [...changes, change];
    done();
    if (compare) app.change({ other: { seed, changes: changed, policy }, projection: "compare" });
    else app.change({ changes: changed });
  };
  return [
    element(
      "p",
      { class: "faint" },
      `At ${clockText(atUs)}. Everything before stays as it was, to the last event; a policy holds from the beginning.`,
    ),
    element("div", { class: "fields" }, element("label", { for: "what-if-kind" }, "What"), choice),
    fields,
    problem,
    element(
      "div",
      { class: "buttons" },
      element("button", { class: "primary", type: "button", onclick: () => go(true) }, "Compare with this run"),
      element("button", { type: "button", onclick: () => go(false) }, "Go on with it"),
    ),
    ...changesList(app, done),
  ];
}

function changesList(app: App, done: () => void): HTMLElement[] {
  const { changes } = app.view.value;
  if (changes.length === 0) return [];
  return [
    element("h3", {}, "Changes of this run"),
    element(
      "ul",
      {},
      ...changes.map((change, index) =>
        element(
          "li",
          {},
          `${clockText(change.atUs)} ${whatIfText(change)} `,
          element(
            "button",
            {
              type: "button",
              onclick: () => {
                done();
                app.change({ changes: changes.filter((_, i) => i !== index) });
              },
            },
            "Take back",
          ),
        ),
      ),
    ),
  ];
}

function kindsOf(app: App, atUs: number): Kind[] {
  const { run, view } = app;
  const state = run?.state.value;
  const pools = state?.opened?.pools ?? [];
  const scalable = state?.opened?.scalable ?? [];
  const labels = (state?.frame?.nodes.labels ?? []).filter(
    ({ values }) => new Set(values).size > 1 && new Set(values).size < values.length,
  );
  const values = labels.flatMap(({ key, values: column }) =>
    [...new Set(column)].filter((id) => id !== 0).map((id) => ({ key, value: run!.texts[id]! })),
  );
  const selection = view.value.selection;
  const kinds: Kind[] = [];

  if (pools.length > 0) {
    const [pool, poolField] = select(
      "Pool",
      pools.map((name) => [name, name === "" ? "(all nodes)" : name]),
    );
    const [ratio, ratioField] = number("CPU sold … times", 2, 0.1, 100, 0.1);
    kinds.push({
      title: "Sell a pool's CPU so many times",
      fields: [poolField, ratioField],
      make: () => ({ atUs, do: "oversell", pool: pool.value, ratio: Number(ratio.value) }),
    });
    const [grown, grownField] = select(
      "Pool",
      pools.map((name) => [name, name === "" ? "(all nodes)" : name]),
    );
    const [count, countField] = number("Nodes", 4, 1, 10_000, 1);
    kinds.push({
      title: "Add nodes to a pool",
      fields: [grownField, countField],
      make: () => ({ atUs, do: "addNodes", pool: grown.value, count: Number(count.value) }),
    });
  }
  const nodes = nodeChoice(selection?.kind === "node" ? selection.name : "", pools, values);
  kinds.push({
    title: "Remove nodes for good: one, a rack, a zone, a pool",
    fields: [nodes.field],
    make: () => (nodes.choice() === undefined ? undefined : { atUs, do: "removeNodes", nodes: nodes.choice()! }),
  });
  const struck = nodeChoice(selection?.kind === "node" ? selection.name : "", pools, values);
  const [fault, faultField] = select("What happens", [
    ["crash", "the machines crash"],
    ["reboot", "the machines reboot in order"],
    ["stopKubelet", "the kubelets stop, their pods go on"],
    ["hangRuntime", "the container runtimes hang"],
  ]);
  const [minutes, minutesField] = number("For … minutes (0: for good)", 10, 0, 100_000, 1);
  kinds.push({
    title: "Strike nodes: crash, reboot, silence one, a rack, a zone, a pool",
    fields: [struck.field, faultField, minutesField],
    make: () => {
      const chosen = struck.choice();
      if (chosen === undefined) return undefined;
      const length = Number(minutes.value) > 0 ? { forSeconds: Number(minutes.value) * 60 } : {};
      return { atUs, do: "fault", fault: fault.value as NodeFaultKind, nodes: chosen, ...length };
    },
  });
  const cordoned = nodeChoice(selection?.kind === "node" ? selection.name : "", pools, values);
  kinds.push({
    title: "Cordon nodes",
    fields: [cordoned.field],
    make: () => (cordoned.choice() === undefined ? undefined : { atUs, do: "cordon", nodes: cordoned.choice()! }),
  });
  if (scalable.length > 0) {
    const [workload, workloadField] = select(
      "Workload",
      scalable.map(({ kind, namespace, name }, i) => [String(i), `${kind} ${namespace}/${name}`]),
    );
    const [replicas, replicasField] = number("Replicas", scalable[0]!.replicas * 2, 0, 100_000, 1);
    kinds.push({
      title: "Scale a workload",
      fields: [workloadField, replicasField],
      make: () => {
        const { kind, namespace, name } = scalable[Number(workload.value)]!;
        return { atUs, do: "scale", kind, namespace, name, replicas: Number(replicas.value) };
      },
    });
  }
  if (scalable.length > 0) kinds.push(templateKind(scalable, atUs));
  if (selection?.kind === "pod")
    kinds.push({ title: `Delete pod ${selection.name}`, fields: [], make: () => ({ atUs, do: "deletePod", key: selection.name }) });
  const [strategy, strategyField] = select("Prefer", [
    ["MostAllocated", "the fullest node that fits (MostAllocated)"],
    ["LeastAllocated", "the emptiest node (LeastAllocated)"],
  ]);
  const weights = PLUGINS.map(([plugin, weight]) => ({ plugin, weight, made: number(plugin, weight, 0, 100, 1) }));
  kinds.push({
    title: "Another scheduling policy, from the beginning",
    fields: [strategyField, ...weights.map(({ made }) => made[1])],
    make: () => {
      const changed = weights
        .filter(({ made, weight }) => Number(made[0].value) !== weight)
        .map(({ plugin, made }) => [plugin, Number(made[0].value)]);
      return {
        atUs: 0,
        do: "policy",
        strategy: strategy.value === "MostAllocated" ? "MostAllocated" : "LeastAllocated",
        weights: Object.fromEntries(changed) as Record<string, number>,
      };
    },
  });
  return kinds;
}

/** What is left blank stays as it is. */
function templateKind(scalable: OpenedRun["scalable"], atUs: number): Kind {
  const [workload, workloadField] = select(
    "Workload",
    scalable.map(({ kind, namespace, name }, i) => [String(i), `${kind} ${namespace}/${name}`]),
  );
  const texts = (["image", "cpuRequest", "memoryRequest", "cpuLimit", "memoryLimit"] as const).map((name) => ({
    name,
    made: text(TEMPLATE_WORDS[name]),
  }));
  const numbers = (["periodSeconds", "timeoutSeconds", "failureThreshold"] as const).map((name) => ({
    name,
    made: text(TEMPLATE_WORDS[name]),
  }));
  return {
    title: "Roll out: a version, requests and limits, probe settings",
    fields: [workloadField, ...[...texts, ...numbers].map(({ made }) => made[1])],
    make: () => {
      const { kind, namespace, name } = scalable[Number(workload.value)]!;
      const changed = texts.flatMap(({ name: field, made }) => (made[0].value === "" ? [] : [[field, made[0].value] as const]));
      const probes = numbers.flatMap(({ name: field, made }) => (made[0].value === "" ? [] : [[field, Number(made[0].value)] as const]));
      if (changed.length + probes.length === 0) return undefined;
      return {
        atUs,
        do: "template",
        kind,
        namespace,
        name,
        ...Object.fromEntries(changed),
        ...(probes.length === 0 ? {} : { probes: Object.fromEntries(probes) }),
      };
    },
  };
}

const TEMPLATE_WORDS = {
  image: "Image",
  cpuRequest: "CPU request",
  memoryRequest: "Memory request",
  cpuLimit: "CPU limit",
  memoryLimit: "Memory limit",
  periodSeconds: "Probes: period, s",
  timeoutSeconds: "Probes: timeout, s",
  failureThreshold: "Probes: failures",
} as const;

function text(title: string): [HTMLInputElement, HTMLElement] {
  const made = element("input", { type: "text", placeholder: "as it is", size: 12, "aria-label": title });
  return [made, element("label", { class: "field" }, element("span", {}, title), made)];
}

/** Score plugins of the default profile with their weights. */
const PLUGINS: readonly (readonly [string, number])[] = [
  ["NodeResourcesFit", 1],
  ["NodeResourcesBalancedAllocation", 1],
  ["PodTopologySpread", 2],
  ["InterPodAffinity", 2],
  ["NodeAffinity", 2],
  ["TaintToleration", 3],
  ["ImageLocality", 1],
];

function nodeChoice(name: string, pools: readonly string[], labels: readonly { readonly key: string; readonly value: string }[]) {
  const options: (readonly [string, string])[] = [
    ...(name === "" ? [] : [[`node:${name}`, `node ${name}`] as const]),
    ...pools.filter((pool) => pool !== "").map((pool) => [`pool:${pool}`, `pool ${pool}`] as const),
    ...labels.map(({ key, value }, i) => [`label:${i}`, `${key.slice(key.lastIndexOf("/") + 1)} ${value}`] as const),
  ];
  const [chosen, field] = select("Which", options);
  return {
    field,
    choice() {
      const [kind, ...rest] = chosen.value.split(":");
      const value = rest.join(":");
      if (kind === "node") return { names: [value] };
      if (kind === "pool") return { pool: value };
      return kind === "label" ? { label: labels[Number(value)]! } : undefined;
    },
  };
}

function select(title: string, options: readonly (readonly [string, string])[]): [HTMLSelectElement, HTMLElement] {
  const made = element("select", { "aria-label": title });
  made.append(...options.map(([value, text]) => element("option", { value }, text)));
  return [made, element("label", { class: "field" }, element("span", {}, title), made)];
}

function number(title: string, value: number, min: number, max: number, step: number): [HTMLInputElement, HTMLElement] {
  const made = element("input", {
    type: "number",
    value: String(value),
    min: String(min),
    max: String(max),
    step: String(step),
    "aria-label": title,
  });
  return [made, element("label", { class: "field" }, element("span", {}, title), made)];
}
