/** Defaults inside a container: requests, ports, probes, when to pull the image. */
import type { Container, ContainerPort, Probe } from "./objects.ts";
import { roundedToMilli } from "./resource-defaults.ts";

/**
 * A container with the API server's defaults: a missing request equals the limit; ports are TCP, and with the host's
 * network they are host ports.
 *
 * Source: pkg/apis/core/v1/defaults.go, SetDefaults_Pod, SetDefaults_Container, SetDefaults_Probe.
 */
export function defaultContainer(container: Container, hostNetwork: boolean): Container {
  const defaulted: Container = {
    ...container,
    imagePullPolicy: container.imagePullPolicy || (isLatest(container.image ?? "") ? "Always" : "IfNotPresent"),
  };
  const { resources, ports } = container;
  if (resources) {
    const limits = resources.limits && roundedToMilli(resources.limits);
    const requests = (resources.requests || limits) && { ...limits, ...roundedToMilli(resources.requests ?? {}) };
    defaulted.resources = { ...resources, ...(requests && { requests }), ...(limits && { limits }) };
  }
  if (ports) defaulted.ports = ports.map((port) => defaultPort(port, hostNetwork));
  for (const kind of ["livenessProbe", "readinessProbe", "startupProbe"] as const) {
    const probe = container[kind];
    if (probe) defaulted[kind] = defaultProbe(probe);
  }
  return defaulted;
}

function defaultPort(port: ContainerPort, hostNetwork: boolean): ContainerPort {
  const hostPort = port.hostPort || (hostNetwork ? port.containerPort : undefined);
  return { ...port, protocol: port.protocol || "TCP", ...(hostPort === undefined ? {} : { hostPort }) };
}

/** Zero counts as absent for all of these. */
function defaultProbe(probe: Probe): Probe {
  return {
    ...probe,
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
}

/** An image without tag and digest means the tag "latest". */
function isLatest(image: string): boolean {
  const [nameAndTag = "", digest] = image.split("@");
  const tag = /:([^:/]+)$/.exec(nameAndTag)?.[1];
  return tag === undefined ? digest === undefined : tag === "latest";
}
