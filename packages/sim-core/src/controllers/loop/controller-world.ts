/** What every control loop works with. */
import type { Engine, RandomStreams } from "../../engine/index.ts";
import type { Store } from "../../store/index.ts";
import type { ClusterCache } from "./cluster-cache.ts";

export interface ControllerWorld {
  readonly engine: Engine;
  readonly store: Store;
  readonly cache: ClusterCache;
  /** For the random parts of names. */
  readonly streams: RandomStreams;
}
