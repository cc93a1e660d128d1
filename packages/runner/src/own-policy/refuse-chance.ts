/**
 * Takes away from a policy what would make two runs differ: chance, the clock, the machine's own places and languages. And gives it, in
 * place of the functions whose last digits engines are free to choose, those that the simulation itself uses.
 */
import { cos, exp, log, pow, sin } from "@orrery/sim-core/engine";
import { PolicyError } from "./policy-error.ts";

/** Of a date, what depends on the machine's time zone or language. */
const LOCAL_METHODS: readonly string[] = [
  ...["Date", "Day", "FullYear", "Hours", "Milliseconds", "Minutes", "Month", "Seconds", "Year"].flatMap((part) => [
    `get${part}`,
    `set${part}`,
  ]),
  "getTimezoneOffset",
  "toString",
  "toDateString",
  "toTimeString",
  "toLocaleString",
  "toLocaleDateString",
  "toLocaleTimeString",
];

/** Globals of which every use would tell something of this machine or this moment. */
const REFUSED_GLOBALS: readonly string[] = ["performance", "crypto", "Temporal", "Intl", "WeakRef", "FinalizationRegistry"];

type Realm = typeof globalThis;

/**
 * @param realm the global object of the policy; whoever shares it keeps what it needs beforehand
 */
export function refuseChance(realm: Realm): void {
  const { Date: RealDate, Math: math } = realm;
  Object.assign(math, { exp, log, pow, sin, cos, random: refusal("Math.random()") });

  const now = refusal("Date.now()");
  const construct = (target: DateConstructor, args: unknown[], newTarget: NewableFunction): object => {
    if (args.length === 0) refuse("new Date()");
    if (args.length > 1) refuse("new Date(year, month, ...), which reads the machine's time zone,", "new Date(Date.UTC(year, month, ...))");
    return Reflect.construct(target, args, newTarget) as object;
  };
  const apply = () => refuse("Date()");
  const Dates = new Proxy(RealDate, { construct, apply });
  RealDate.now = now;
  define(RealDate.prototype, "constructor", Dates);
  for (const name of LOCAL_METHODS)
    if (name in RealDate.prototype)
      define(
        RealDate.prototype,
        name,
        refusal(`${name}() of a date, which reads the machine's time zone or language,`, "the methods of UTC"),
      );
  define(realm, "Date", Dates);

  for (const name of REFUSED_GLOBALS) {
    for (let owner: object | null = realm; owner !== null; owner = Object.getPrototypeOf(owner) as object | null)
      if (Object.hasOwn(owner, name)) Reflect.deleteProperty(owner, name);
    define(realm, name, refusedObject(name));
  }
}

function define(owner: object, name: string, value: unknown): void {
  Reflect.defineProperty(owner, name, { value, writable: false, enumerable: false, configurable: false });
}

function refusal(what: string, instead?: string): () => never {
  return () => refuse(what, instead);
}

/** An object of which any use is refused: `performance.now()`, `new WeakRef(...)`. */
function refusedObject(name: string): unknown {
  return new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => name : refuse(`${name}.${String(key)}`)),
    apply: () => refuse(name),
    construct: () => refuse(`new ${name}()`),
  });
}

function refuse(what: string, instead = "what pod and node tell"): never {
  throw new PolicyError(`${what} is refused: a policy must answer the same in every run; accepted: ${instead}`);
}
