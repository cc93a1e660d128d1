/** A probe of the manifest in the units of the simulation. */
import type { Probe } from "../model/index.ts";

export type ProbeKind = "liveness" | "readiness" | "startup";

export interface ProbeSettings {
  /** Microseconds, whole seconds each. */
  readonly initialDelayUs: number;
  readonly periodUs: number;
  readonly timeoutUs: number;
  /** Attempts in a row with one outcome that make it the result. */
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

/** Source of the defaults: pkg/apis/core/v1/defaults.go, SetDefaults_Probe. */
export function probeSettings(probe: Probe): ProbeSettings {
  return {
    initialDelayUs: (probe.initialDelaySeconds ?? 0) * 1e6,
    periodUs: (probe.periodSeconds || 10) * 1e6,
    timeoutUs: (probe.timeoutSeconds || 1) * 1e6,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
}
