/**
 * The worker of a run under a typed policy. Before the typed text is run for the first time, everything that reaches out of the worker is
 * taken away; what is left to it are two functions that are called. The page's policy, which the worker inherits, lets it load no other
 * program.
 *
 * Not modelled: a text that goes on computing within its limits of time is not told from a slow one.
 */
import { expose, transfer } from "comlink";
import { lineOf, PolicyError } from "./own-policy.ts";
import type { PolicyFunctions } from "./own-policy.ts";
import { SimHost } from "./sim-host.ts";

/** @param typed runs the typed text and gives what it defines */
export function start(typed: () => PolicyFunctions): void {
  addEventListener(
    "message",
    ({ ports: [port] }) => {
      closeOff();
      const functions = (): PolicyFunctions => {
        try {
          return typed();
        } catch (error) {
          throw new PolicyError(error instanceof Error ? `${error.name}: ${error.message}` : String(error), lineOf(error));
        }
      };
      expose(new SimHost(transfer, functions), port!);
    },
    { once: true },
  );
}

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
