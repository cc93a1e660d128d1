/** What is collected when its owner is gone. */
export { GarbageCollector } from "./garbage-collector.ts";
