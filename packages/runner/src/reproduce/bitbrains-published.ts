/**
 * What OpenDC's own test expects of the Bitbrains trace: host time and energy, and how near a repetition must come.
 * Source: atlarge-research/opendc @ a49a3878, ScenarioIntegrationTest.kt, testLarge.
 */
import type { BitbrainsHost } from "./bitbrains-hosts.ts";
import type { RecordedVms } from "../scenario/index.ts";

export interface BitbrainsPublished {
  readonly test: string;
  /** VMs of the sample. */
  readonly vms: number;
  /** [cores, MHz, MB] in file order. */
  readonly hosts: readonly (readonly [number, number, number])[];
  readonly idleMs: number;
  readonly activeMs: number;
  readonly energyJ: number;
  /** Where the test looks at them. */
  readonly counts?: { readonly scheduled: number; readonly completed: number; readonly pending: number };
}

/** The trace that the numbers are of: 50 VMs with 276,979 fragments. */
const TRACE = { vms: 50, fragments: 276_979 };

const EIGHT_CORES = [8, 2930, 64_000] as const;
const SIXTEEN_CORES = [16, 3200, 128_000] as const;

export const BITBRAINS_PUBLISHED: readonly BitbrainsPublished[] = [
  {
    test: "testLarge",
    vms: 50,
    hosts: [[32, 3200, 256_000], ...Array.from({ length: 6 }, () => EIGHT_CORES), SIXTEEN_CORES, SIXTEEN_CORES],
    idleMs: 43_101_787_496,
    activeMs: 3_489_412_504,
    energyJ: 1.0016123392181786e10,
    counts: { scheduled: 50, completed: 50, pending: 0 },
  },
];

/** Relative. Host time and counts are exact. OpenDC rounds active and idle time at each change of demand. */
export const ACTIVE_TOLERANCE = 2e-6;
export const ENERGY_TOLERANCE = 1e-6;

/** The published run with these hosts and this many VMs of the trace, whatever the share was called; undefined: nothing is published. */
export function bitbrainsPublished(trace: RecordedVms, vms: number, hosts: readonly BitbrainsHost[]): BitbrainsPublished | undefined {
  if (trace.count !== TRACE.vms || trace.fragments.count !== TRACE.fragments) return undefined;
  return BITBRAINS_PUBLISHED.find(
    (published) =>
      published.vms === vms &&
      published.hosts.length === hosts.length &&
      hosts.every(({ cores, coreSpeedMhz, memoryMb, idlePowerW, maxPowerW }, i) => {
        const [sameCores, mhz, mb] = published.hosts[i]!;
        return cores === sameCores && coreSpeedMhz === mhz && memoryMb === mb && idlePowerW === 200 && maxPowerW === 400;
      }),
  );
}
