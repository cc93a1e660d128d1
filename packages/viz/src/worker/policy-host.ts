/**
 * The worker of a run under a typed policy. Before the typed text is run for the first time, everything that reaches out of the worker is
 * taken away; what is left to it are two functions that are called. The page's policy, which the worker inherits, lets it load no other
 * program.
 *
 * Not modelled: a text that goes on computing within its limits of time is not told from a slow one.
 */
import { ownPolicy, placeOfThrown, refuseChance } from "@orrery/runner/own-policy";
import type { PolicyDefinitions, PolicyMap } from "@orrery/runner/own-policy";
import { expose, transfer } from "comlink";
import { nowMs } from "./now-ms.ts";
import { SimHost } from "./sim-host.ts";

/**
 * @param map from this worker's program to the typed text
 * @param define runs the typed text and gives what it defines
 */
export function start(map: PolicyMap, define: () => PolicyDefinitions): void {
  addEventListener(
    "message",
    ({ ports: [port] }) => {
      closeOff();
      refuseChance(globalThis);
      const policy = () =>
        ownPolicy(define, {
          nowMs,
          placeOf: (thrown) => placeOfThrown(thrown, map, FRAME, LINES_BEFORE),
          placeOfFunction: (name) => map.functions[name],
        });
      expose(new SimHost(transfer, policy), port!);
      // However long the program took to come: from here on the page's patience is with the typed text.
      port!.postMessage("loaded");
    },
    { once: true },
  );
}

/** Of this worker's program, in a stack. */
const FRAME = /blob:[^\s)]*?:(\d+):(\d+)/;

/** In this worker's program, in front of the typed text. */
const LINES_BEFORE = 2;

/** Names by which a worker reaches the network, storage, other workers, or the page. */
const WAYS_OUT: readonly string[] = [
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "WebSocketStream",
  "WebSocketError",
  "EventSource",
  "WebTransport",
  "RTCPeerConnection",
  "importScripts",
  "Worker",
  "SharedWorker",
  "BroadcastChannel",
  "MessageChannel",
  "Notification",
  "FileReaderSync",
  "indexedDB",
  "caches",
  "cookieStore",
  "navigator",
  "location",
  "postMessage",
  "close",
  "onmessage",
  "addEventListener",
  "removeEventListener",
  "dispatchEvent",
  "setTimeout",
  "setInterval",
  "requestAnimationFrame",
  "queueMicrotask",
  "scheduler",
  "webkitRequestFileSystem",
  "webkitRequestFileSystemSync",
  "webkitResolveLocalFileSystemURL",
  "webkitResolveLocalFileSystemSyncURL",
];

function closeOff(): void {
  for (const name of WAYS_OUT) {
    for (let owner: object | null = globalThis; owner !== null; owner = Object.getPrototypeOf(owner) as object | null) {
      // Messages of the port come through EventTarget, which stays whole.
      if (owner === EventTarget.prototype || !Object.hasOwn(owner, name)) continue;
      if (!Reflect.deleteProperty(owner, name)) Reflect.defineProperty(owner, name, { value: undefined });
    }
    if (name in globalThis) Reflect.defineProperty(globalThis, name, { value: undefined, configurable: false });
  }
  for (const prototype of [MessagePort.prototype, MessageEvent.prototype, EventTarget.prototype, Event.prototype]) Object.freeze(prototype);
}
