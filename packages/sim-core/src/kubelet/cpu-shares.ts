/** CPU requests as the kernel's relative shares, and back. Source: pkg/kubelet/cm/helpers_linux.go. */

export const SHARES_PER_CPU = 1024;
export const MIN_CPU_SHARES = 2;
export const MAX_CPU_SHARES = 262_144;

/** Shares of a cpu request in millicores: 2 to 262144; nothing requested is 2, as the kernel counts an unset value. */
export function milliCpuToShares(milliCpu: number): number {
  if (milliCpu === 0) return MIN_CPU_SHARES;
  const shares = Math.trunc((milliCpu * SHARES_PER_CPU) / 1000);
  return Math.min(Math.max(shares, MIN_CPU_SHARES), MAX_CPU_SHARES);
}

/** Millicores, rounded up, that stand behind shares; below the least share 0. */
export function sharesToMilliCpu(shares: number): number {
  return shares < MIN_CPU_SHARES ? 0 : Math.ceil((shares * 1000) / SHARES_PER_CPU);
}
