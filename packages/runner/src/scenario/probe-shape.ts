/**
 * Probes and lifecycle hooks of containers, with the rules of Kubernetes' validation that a shape can say; the rest is in pod-mistakes.ts.
 * Source: staging/src/k8s.io/api/core/v1/types.go, pkg/apis/core/validation/validation.go (validateProbe, validateHandler).
 *
 * Not modelled: what a handler asks. Whether and how fast a container answers is its behaviour's matter.
 */
import { integer, list, notModelled, object, oneOf, text } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const PORT: Shape = {
  kind: "either",
  of: [integer(1, undefined, 65_535), { kind: "string", pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, accepted: "the name of a port" }],
};
const MOST = 2_147_483_647;
const HEADER = object({ name: text(), value: text() }, { required: ["name"] });

const HANDLERS = {
  exec: object({ command: list(text()) }, { name: "execAction" }),
  httpGet: object(
    { path: text(), port: PORT, host: text(), scheme: oneOf(["HTTP", "HTTPS"]), httpHeaders: list(HEADER) },
    { name: "httpGetAction", required: ["port"] },
  ),
  tcpSocket: object({ port: PORT, host: text() }, { name: "tcpSocketAction", required: ["port"] }),
};
const GRPC = object({ port: integer(1, undefined, 65_535), service: text() }, { required: ["port"] });

/** Numbers that every kind of probe may have, in Kubernetes' ranges. */
export const PROBE_NUMBERS = {
  initialDelaySeconds: integer(0, "0 by default.", MOST),
  periodSeconds: integer(1, "10 by default.", MOST),
  timeoutSeconds: integer(1, "1 by default.", MOST),
  failureThreshold: integer(1, "3 by default.", MOST),
} as const;

/** @param own fields that not every probe may have */
function probe(name: string, own: Readonly<Record<string, Shape>>): ObjectShape {
  return object(
    {
      ...HANDLERS,
      grpc: GRPC,
      ...PROBE_NUMBERS,
      ...own,
    },
    { name, oneOf: [...Object.keys(HANDLERS), "grpc"] },
  );
}

const ONCE: Shape = {
  kind: "integer",
  minimum: 1,
  maximum: 1,
  accepted: "1: one success is enough for liveness and startup",
  about: "Must be 1.",
};
const GRACE = integer(1, "In place of the pod's, when this probe has the container killed.", MOST);

export const LIVENESS_PROBE: ObjectShape = probe("livenessProbe", { successThreshold: ONCE, terminationGracePeriodSeconds: GRACE });
export const READINESS_PROBE: ObjectShape = probe("readinessProbe", {
  successThreshold: integer(1, "1 by default.", MOST),
  terminationGracePeriodSeconds: {
    kind: "any",
    refused: "must not be set for readiness probes: they have nothing killed",
  },
});

const HOOK = object(
  { ...HANDLERS, sleep: object({ seconds: integer(0) }, { required: ["seconds"] }) },
  { name: "lifecycleHandler", oneOf: [...Object.keys(HANDLERS), "sleep"] },
);

export const LIFECYCLE: ObjectShape = object(
  {
    postStart: HOOK,
    preStop: HOOK,
    stopSignal: notModelled("every container is stopped by SIGTERM; its behaviour says how it heeds it", text()),
  },
  { name: "lifecycle" },
);
