/** Who deletes the pods of tainted nodes. */
export { TaintEvictionController } from "./taint-eviction-controller.ts";
