/** The worker that a run lives in: a host behind comlink, nothing else. */
import { expose, transfer } from "comlink";
import { SimHost } from "./sim-host.ts";

expose(new SimHost(transfer));
