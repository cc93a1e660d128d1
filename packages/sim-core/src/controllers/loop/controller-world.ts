/** What every control loop works with. */
import type { Engine, RandomStreams } from "../../engine/index.ts";
import type { Heartbeats, Store } from "../../store/index.ts";
import type { ClusterCache } from "./cluster-cache.ts";
import type { ControllerClock } from "./controller-clock.ts";
import type { NodeView } from "./node-view.ts";

export interface ControllerWorld {
  readonly engine: Engine;
  readonly store: Store;
  readonly cache: ClusterCache;
  /** For the random parts of names. */
  readonly streams: RandomStreams;
}

/** What the loops that look after nodes work with besides. */
export interface NodeWorld extends ControllerWorld {
  readonly nodes: NodeView;
  readonly clock: ControllerClock;
  readonly heartbeats: Heartbeats;
}
