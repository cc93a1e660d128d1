/**
 * The published baselines of SPANE: total wait in seconds, 10 %-trimmed mean over 1,000 episodes.
 * Source: Chan et al., "SPANE", arXiv 2504.14946, section V-C; ChanTinPing/SPANE @ f1d7df9, result/flex/result_baseline.txt.
 */

export type SpanePolicy = "firstFit" | "balanceFit";

export const SPANE_POLICIES: readonly SpanePolicy[] = ["firstFit", "balanceFit"];

/** The authors' start rows, for which the numbers below hold: how many there are and how many are dropped at each side. */
export const SPANE_EPISODES = 1000;

export interface SpanePublished {
  readonly servers: number;
  readonly policy: SpanePolicy;
  readonly totalWaitS: number;
  /** Where the authors give it. */
  readonly untrimmedS?: number;
}

export const SPANE_PUBLISHED: readonly SpanePublished[] = [
  { servers: 2, policy: "firstFit", totalWaitS: 53866.53875 },
  { servers: 2, policy: "balanceFit", totalWaitS: 38610.82625 },
  { servers: 3, policy: "firstFit", totalWaitS: 52483.255 },
  { servers: 3, policy: "balanceFit", totalWaitS: 38832.1 },
  { servers: 4, policy: "firstFit", totalWaitS: 44461.2425 },
  { servers: 4, policy: "balanceFit", totalWaitS: 37829.27625 },
  { servers: 5, policy: "firstFit", totalWaitS: 89822.5225, untrimmedS: 362634.624 },
  { servers: 5, policy: "balanceFit", totalWaitS: 86009.90875, untrimmedS: 336486.767 },
  { servers: 6, policy: "firstFit", totalWaitS: 67176.55 },
  { servers: 6, policy: "balanceFit", totalWaitS: 62643.88 },
  { servers: 7, policy: "firstFit", totalWaitS: 129369.66375 },
  { servers: 7, policy: "balanceFit", totalWaitS: 118267.32125 },
  { servers: 8, policy: "firstFit", totalWaitS: 182132.76875 },
  { servers: 8, policy: "balanceFit", totalWaitS: 176528.5075 },
  { servers: 9, policy: "firstFit", totalWaitS: 201328.98 },
  { servers: 9, policy: "balanceFit", totalWaitS: 181041.9925 },
];

export function spanePublished(servers: number, policy: SpanePolicy): SpanePublished | undefined {
  return SPANE_PUBLISHED.find((p) => p.servers === servers && p.policy === policy);
}
