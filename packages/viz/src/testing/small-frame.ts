/** A little frame for tests: two pools of two nodes, five pods of which one waits and one is over. */
import { SimSession } from "@orrery/runner/session";
import type { Frame } from "@orrery/runner/session";
import { checkScenario } from "@orrery/runner/scenario";
import { kubernetesRegistry } from "@orrery/scheduler/config";
import { DEFAULT_PLUGIN_FACTORIES } from "@orrery/scheduler/plugins";

const SCENARIO = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: small }
spec:
  horizon: 10m
  nodePools:
    - { name: left, count: 2, capacity: { cpu: 4, memory: 8Gi }, layout: { zones: [a, b] } }
    - { name: right, count: 2, capacity: { cpu: 4, memory: 8Gi }, oversell: { cpu: 2 }, layout: { zones: [a, b] } }
  workloads:
    - name: web
      count: 3
      template:
        metadata: { labels: { app: web } }
        spec: { containers: [{ name: c, resources: { requests: { cpu: 3, memory: 1Gi } } }] }
    - name: huge
      namespace: shop
      count: 1
      template: { spec: { containers: [{ name: c, resources: { requests: { cpu: 30 } } }] } }
    - name: job
      count: 1
      duration: 10s
      template: { spec: { restartPolicy: Never, containers: [{ name: c, resources: { requests: { cpu: 1 } } }] } }
`;

/** One machine that is short of CPU, one whose two pods crash again and again, one that is down. */
const LIVING = `apiVersion: orrery/v1
kind: Scenario
metadata: { name: living }
spec:
  horizon: 20m
  nodePools:
    - { name: left, count: 2, capacity: { cpu: 4, memory: 8Gi }, oversell: { cpu: 2 } }
    - { name: right, count: 2, capacity: { cpu: 4, memory: 8Gi } }
  behaviors:
    - { name: hungry, selector: { matchLabels: { app: hungry } }, cpu: 3, memory: 1Gi }
    - { name: crasher, selector: { matchLabels: { app: crasher } }, cpu: 100m, memory: 100Mi, crash: { after: 20s } }
  workloads:
    - name: hungry
      count: 2
      template:
        metadata: { labels: { app: hungry } }
        spec:
          nodeSelector: { kubernetes.io/hostname: left-0 }
          containers: [{ name: c, resources: { requests: { cpu: 3, memory: 1Gi } } }]
    - name: crasher
      count: 2
      template:
        metadata: { labels: { app: crasher } }
        spec:
          nodeSelector: { kubernetes.io/hostname: left-1 }
          containers: [{ name: c, resources: { requests: { cpu: 1 } } }]
  timeline:
    - { at: 4m, crash: { nodes: { names: [right-1] }, down: forever } }
`;

export async function smallSession(): Promise<SimSession> {
  return sessionOf(SCENARIO);
}

export async function livingSession(): Promise<SimSession> {
  return sessionOf(LIVING);
}

async function sessionOf(text: string): Promise<SimSession> {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
  const { input, problems } = await checkScenario(text, "small.yaml", {
    registry,
    readText: () => Promise.reject(new Error("no files")),
  });
  if (input === undefined) throw new Error(JSON.stringify(problems));
  const session = new SimSession(input, registry);
  while (session.advance(1000).end === undefined);
  return session;
}

export async function smallFrame(): Promise<{ readonly frame: Frame; readonly texts: readonly string[] }> {
  const session = await smallSession();
  return { frame: session.frame(session.momentAt(300e6)), texts: session.texts };
}

/** When its pods have crashed for a quarter of an hour, and wait to be tried again. */
export async function livingFrame(): Promise<{ readonly frame: Frame; readonly texts: readonly string[] }> {
  const session = await livingSession();
  return { frame: session.frame(session.momentAt(1000e6)), texts: session.texts };
}
