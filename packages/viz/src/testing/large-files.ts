/** Files as large as one likes, as people have them: a trace in two CSV files, and what kubectl prints. For tests only. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface LargeFiles {
  readonly trace: readonly [nodes: string, pods: string];
  readonly snapshot: string;
}

/** @param bytes of the file of pods, and of the snapshot, about */
export async function withLargeFiles(bytes: number, use: (files: LargeFiles) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "orrery-large-"));
  try {
    const file = (name: string) => path.join(folder, name);
    const [nodes, pods, snapshot] = [file("nodes.csv"), file("pods.csv"), file("dump.json")];
    writeFileSync(nodes, `name,cpu,memory,pods\n${Array.from({ length: 5000 }, (_, i) => `node-${i},64,256Gi,250\n`).join("")}`);
    fill(pods, "name,namespace,app,cpu,memory,arrival_s,duration_s\n", bytes, row, "");
    const items = Array.from({ length: 1000 }, (_, i) => JSON.stringify(node(i)));
    fill(
      snapshot,
      `{"apiVersion":"v1","kind":"List","items":[${items.join(",\n")}`,
      bytes,
      (i) => `,\n${JSON.stringify(pod(i), undefined, 4)}`,
      "]}\n",
    );
    await use({ trace: [nodes, pods], snapshot });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function fill(file: string, head: string, bytes: number, text: (i: number) => string, foot: string): void {
  const handle = openSync(file, "w");
  let written = writeSync(handle, head);
  for (let i = 0; written < bytes;) {
    let piece = "";
    for (let k = 0; k < 200 && written + piece.length < bytes; k++, i++) piece += text(i);
    written += writeSync(handle, piece);
  }
  writeSync(handle, foot);
  closeSync(handle);
}

/** Digits that look like those of a name that was drawn. */
function drawn(i: number): string {
  return (Math.imul(i + 1, 2654435761) >>> 0).toString(16).padStart(8, "0");
}

function row(i: number): string {
  const app = `app-${i % 400}`;
  const amounts = `${100 + (i % 9) * 100}m,${256 * (1 + (i % 8))}Mi`;
  return `${app}-replica-${drawn(i)}-${i},team-${i % 40}-production,${app},${amounts},${(i * 0.02).toFixed(2)},${600 + (i % 3000)}\n`;
}

function node(i: number): object {
  const amounts = { cpu: "64", memory: "256Gi", pods: "250" };
  return { apiVersion: "v1", kind: "Node", metadata: { name: `n${i}` }, status: { capacity: amounts, allocatable: amounts } };
}

/** About 5 kB, as pods of real clusters are: what their manager noted of every field is a part of that. */
function pod(i: number): object {
  const waits = i % 20 === 0;
  const at = "2026-01-01T00:00:00Z";
  const names = Array.from({ length: 14 }, (_, k) => k);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `app-${i % 200}-${drawn(i)}-${i}`,
      namespace: "prod",
      uid: drawn(i),
      creationTimestamp: at,
      labels: { app: `app-${i % 200}`, "pod-template-hash": drawn(i % 200) },
      managedFields: [{ manager: "kubelet", operation: "Update", fieldsV1: Object.fromEntries(names.map((k) => [`f:field-${k}`, {}])) }],
    },
    spec: {
      ...(waits ? {} : { nodeName: `n${i % 1000}` }),
      containers: [
        {
          name: "main",
          image: "registry.example/app:1",
          env: names.map((k) => ({ name: `VARIABLE_${k}`, value: `value ${k} of a setting that is long enough` })),
          resources: { requests: { cpu: "500m", memory: "512Mi" } },
        },
      ],
      tolerations: [{ key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }],
    },
    status: {
      phase: waits ? "Pending" : "Running",
      startTime: at,
      conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
        type,
        status: "True",
        lastTransitionTime: at,
      })),
    },
  };
}
