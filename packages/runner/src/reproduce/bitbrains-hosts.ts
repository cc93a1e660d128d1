/**
 * Hosts as OpenDC's filter scheduler sees them in the experiment: VCpuFilter(16), RamFilter(1), and the weigher that prefers free memory.
 * Source: atlarge-research/opendc @ a49a3878, opendc-compute-simulator, scheduler/filters and scheduler/weights/CoreRamWeigher.kt.
 */

export interface BitbrainsHost {
  readonly name: string;
  readonly cores: number;
  readonly coreSpeedMhz: number;
  readonly memoryMb: number;
  /** Between these two the power follows the utilisation linearly. */
  readonly idlePowerW: number;
  readonly maxPowerW: number;
}

/** What a VM asks for. */
export interface HostRequest {
  readonly cores: number;
  readonly memoryMb: number;
}

/** Cores promised to VMs may be this many times the cores there are. */
export const VCPU_RATIO = 16;

export class BitbrainsHosts {
  readonly #hosts: readonly BitbrainsHost[];
  readonly #freeMb: number[];
  readonly #promisedCores: number[];

  constructor(hosts: readonly BitbrainsHost[]) {
    this.#hosts = hosts;
    this.#freeMb = hosts.map((host) => host.memoryMb);
    this.#promisedCores = hosts.map(() => 0);
  }

  /** @returns the host with the most free memory of those that pass the filters, the first of equals; -1 when none passes */
  choose(vm: HostRequest): number {
    let best = -1;
    for (let host = 0; host < this.#hosts.length; host++) {
      if (this.#passes(host, vm) && (best < 0 || this.#freeMb[host]! > this.#freeMb[best]!)) best = host;
    }
    return best;
  }

  take(host: number, vm: HostRequest): void {
    this.#freeMb[host]! -= vm.memoryMb;
    this.#promisedCores[host]! += vm.cores;
  }

  release(host: number, vm: HostRequest): void {
    this.#freeMb[host]! += vm.memoryMb;
    this.#promisedCores[host]! -= vm.cores;
  }

  /** A VM may not be wider than the host, however few others are there. */
  #passes(host: number, vm: HostRequest): boolean {
    const { cores } = this.#hosts[host]!;
    return vm.cores <= cores && this.#promisedCores[host]! + vm.cores <= VCPU_RATIO * cores && vm.memoryMb <= this.#freeMb[host]!;
  }
}
