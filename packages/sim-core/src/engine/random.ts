/**
 * Named streams of random numbers: one seed, one stream per use and entity, so a new draw in one place shifts nobody
 * else's future, and two policies compared on one seed differ by the policies only.
 *
 * The generator is Alea of the package `seedrandom` (Baagøe 2010): it needs only additions and multiplications of
 * doubles that are exact by IEEE 754, so it gives the same numbers in every JavaScript engine; it passes BigCrush, its
 * state is four numbers, and it is the fastest of the package.
 */
// An ambient declaration has nothing to import; consumers of the sources need to find it from here.
/// <reference path="./seedrandom-alea.d.ts" />
import alea from "seedrandom/lib/alea.js";

/** The position of a stream, as plain data. */
export interface RandomStreamState {
  readonly c: number;
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
}

export interface RandomStream {
  /** A number in [0, 1), a multiple of 2^-53. */
  next(): number;
  /** An integer from 0 to n - 1; n is an integer from 1 to 2^32. @throws RangeError for another n. */
  int(n: number): number;
  save(): RandomStreamState;
  restore(state: RandomStreamState): void;
}

export interface RandomStreams {
  /** The stream of this name, or of one entity's use of that name: the same object whenever it is asked for. */
  stream(name: string, entity?: string | number): RandomStream;
  /** Forgets a stream, of an entity that is gone, say. Asked for again, it starts anew. */
  forget(name: string, entity?: string | number): void;
  /** The positions of all streams, as plain data. */
  save(): RandomStreamsState;
  /** Sets all streams to saved positions. A stream that was not there when they were saved starts anew. */
  restore(state: RandomStreamsState): void;
}

export type RandomStreamsState = readonly (readonly [key: string, state: RandomStreamState])[];

/** Streams of one seed. Seeds are compared as text: 7 and "7" are one seed, and 0 is a seed like any other. */
export function randomStreams(seed: string | number): RandomStreams {
  const streams = new Map<string, AleaStream>();
  const start = (key: string): AleaStream => new AleaStream(`${seed}\u0000${key}`);
  return {
    stream(name, entity) {
      const key = keyOf(name, entity);
      let stream = streams.get(key);
      if (stream === undefined) {
        stream = start(key);
        streams.set(key, stream);
      }
      return stream;
    },
    forget(name, entity) {
      streams.delete(keyOf(name, entity));
    },
    save: () => Array.from(streams, ([key, stream]) => [key, stream.save()] as const),
    restore(state) {
      const saved = new Map(state);
      for (const [key, stream] of streams) stream.restore(saved.get(key) ?? start(key).save());
      for (const [key, position] of saved) {
        if (streams.has(key)) continue;
        const stream = start(key);
        stream.restore(position);
        streams.set(key, stream);
      }
    },
  };
}

function keyOf(name: string, entity: string | number | undefined): string {
  return entity === undefined ? name : `${name}\u0000${entity}`;
}

class AleaStream implements RandomStream {
  private generator: ReturnType<typeof alea>;

  constructor(seed: string) {
    this.generator = alea(seed, { state: true });
  }

  next(): number {
    return this.generator.double();
  }

  int(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 4294967296)) throw new RangeError(`int(${n}); accepted: an integer from 1 to 2^32`);
    return Math.floor(this.generator.double() * n);
  }

  save(): RandomStreamState {
    return this.generator.state();
  }

  restore(state: RandomStreamState): void {
    this.generator = alea("", { state });
  }
}
