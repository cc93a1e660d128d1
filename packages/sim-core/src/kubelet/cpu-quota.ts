/** CPU limits as a quota of CPU time per period, and back. Source: pkg/kubelet/cm/helpers_linux.go. */

/** Length of a quota period unless the node is configured otherwise (cpuCFSQuotaPeriod). */
export const DEFAULT_QUOTA_PERIOD_US = 100_000;

/** The kernel accepts no smaller quota: limits below 10 millicores act as 10 with the default period. */
export const MIN_QUOTA_US = 1000;

/** What the container is told when quotas are switched off. */
export const UNLIMITED_QUOTA_US = -1;

/**
 * Microseconds of CPU time per period for a limit in millicores; 0 (no quota) for no limit.
 *
 * @param customPeriod whether the node may have its own period (gate CustomCPUCFSQuotaPeriod); without it the default one counts
 */
export function milliCpuToQuotaUs(milliCpu: number, periodUs: number, customPeriod = true): number {
  if (milliCpu === 0) return 0;
  return Math.max(Math.trunc((milliCpu * (customPeriod ? periodUs : DEFAULT_QUOTA_PERIOD_US)) / 1000), MIN_QUOTA_US);
}

/** Millicores, cut, that a quota allows; 0 when it is unlimited. */
export function quotaToMilliCpu(quotaUs: number, periodUs: number): number {
  return quotaUs === UNLIMITED_QUOTA_US ? 0 : Math.trunc((quotaUs * 1000) / periodUs);
}
