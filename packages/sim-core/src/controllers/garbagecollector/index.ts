/** What is collected when its owner is gone, and deletion as the API server does it. */
export { deleteObject, type PropagationPolicy } from "./delete-object.ts";
export { GarbageCollector } from "./garbage-collector.ts";
