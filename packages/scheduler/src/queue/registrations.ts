/**
 * The events that the plugins of a profile register for, with the two additions that Kubernetes makes. Source: pkg/scheduler/scheduler.go
 * (buildQueueingHintMap).
 */
import { Action } from "../framework/index.ts";
import type { EventRegistration, EventResource, Plugin } from "../framework/index.ts";
import type { HintRegistration } from "./hint-map.ts";

/**
 * Only plugins that can refuse a pod (PreEnqueue, PreFilter, Filter, Reserve, Permit) count. One without `eventsToRegister` hears of
 * everything. One that hears of new nodes also hears of taint changes: the node may have been hidden from it by a taint when it was
 * added.
 *
 * @param plugins each plugin of the profile once
 */
export function hintRegistrations(plugins: Iterable<Plugin>): HintRegistration[] {
  const out: HintRegistration[] = [];
  for (const plugin of plugins) {
    if (!canRefuse(plugin)) continue;
    const registered = plugin.eventsToRegister?.() ?? everyEvent();
    for (const { event, hint } of registered)
      out.push(hint === undefined ? { plugin: plugin.name, event } : { plugin: plugin.name, event, hint });
    if (hearsOfNode(registered, Action.Add) && !hearsOfNode(registered, Action.UpdateNodeTaint)) {
      out.push({ plugin: plugin.name, event: { resource: "Node", action: Action.UpdateNodeTaint } });
    }
  }
  return out;
}

/** What `UnrollWildCardResource` lists. */
const EVERY_RESOURCE: readonly EventResource[] = [
  "Pod",
  "Node",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CSINode",
  "CSIDriver",
  "CSIStorageCapacity",
  "StorageClass",
  "ResourceClaim",
  "DeviceClass",
];

function canRefuse(plugin: Plugin): boolean {
  return (plugin.preEnqueue ?? plugin.preFilter ?? plugin.filter ?? plugin.reserve ?? plugin.permit) !== undefined;
}

function everyEvent(): EventRegistration[] {
  return EVERY_RESOURCE.map((resource) => ({ event: { resource, action: Action.All } }));
}

function hearsOfNode(registered: readonly EventRegistration[], action: number): boolean {
  return registered.some(({ event }) => event.resource === "Node" && (event.action & action) !== 0);
}
