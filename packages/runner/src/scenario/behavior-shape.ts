/** How scenarios write what containers do: `spec.behaviors`. */
import { CURVE, MEMORY_CURVE } from "./curve-shape.ts";
import { CPU_SECONDS, DRAWN_TIME } from "./distribution-shape.ts";
import { LABEL_SELECTOR } from "./metadata-shape.ts";
import { duration, integer, object, text } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";

const THREADS: Shape = { kind: "number", above: 0, about: "How many cores it can use at once; 1 by default." };
const EXIT_CODE = integer(0, undefined, 255);

export const BEHAVIOR: ObjectShape = object(
  {
    name: text(),
    namespace: text("Left out: any."),
    selector: { ...LABEL_SELECTOR, about: "By the labels of pods; left out: all pods." },
    container: text("Name of the container; left out: every app container and sidecar."),
    cpu: { ...CURVE, about: "What it wants once it has started up; 0 by default." },
    memory: { ...MEMORY_CURVE, about: "0 by default." },
    disk: { ...CURVE, about: "Writable layer and logs; 0 by default." },
    processes: integer(0, "Processes and threads; 1 by default."),
    startup: object(
      {
        wait: { ...DRAWN_TIME, about: "Waits first, without CPU: for a database, a lease." },
        cpuSeconds: { ...CPU_SECONDS, about: "Work to be done before it serves: CPU-seconds, or a distribution of CPU time." },
        threads: THREADS,
      },
      { about: "Until it is over, no probe is answered." },
    ),
    work: object(
      { cpuSeconds: CPU_SECONDS, threads: THREADS },
      { required: ["cpuSeconds"], about: "Work after the start-up; the container exits when it is done." },
    ),
    exit: object(
      { after: DRAWN_TIME, code: EXIT_CODE },
      { about: "Ends by itself so long after its start-up, or after `work`; code 0 by default." },
    ),
    crash: object(
      { after: DRAWN_TIME, code: EXIT_CODE },
      { required: ["after"], about: "Dies so long after its start; code 1 by default." },
    ),
    hang: object({ after: DRAWN_TIME }, { required: ["after"], about: "Answers no probe any more so long after its start-up." }),
    answer: duration("How long the answer to a probe takes at full speed; 0s by default."),
    stop: object(
      { after: duration("From SIGTERM to its end; never: it does not heed the signal.", ["never"]), code: EXIT_CODE },
      { about: "How it ends when told to: after controlPlane.podStop, with code 143, by default." },
    ),
    postStart: duration("How long the hook of the manifest takes."),
    preStop: duration("How long the hook of the manifest takes."),
    supervised: object(
      { restart: duration("How long PID 1 takes to restart it; 0s by default.") },
      { about: "PID 1 watches the process and restarts it inside the container." },
    ),
  },
  { name: "behavior", required: ["name"] },
);
