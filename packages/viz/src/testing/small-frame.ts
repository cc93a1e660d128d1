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

export async function smallSession(): Promise<SimSession> {
  const registry = kubernetesRegistry(DEFAULT_PLUGIN_FACTORIES);
  const { input, problems } = await checkScenario(SCENARIO, "small.yaml", {
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
