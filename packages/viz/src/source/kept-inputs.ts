/**
 * Inputs that are too large for an address, kept in this browser by the name of their content: a reload finds them, and a crash loses
 * nothing. The newest few are kept.
 */
import type { Source } from "../worker/index.ts";

/** As many inputs are kept. */
const MOST_INPUTS = 6;

export interface KeptInput {
  /** Of its content. */
  readonly id: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly sizeBytes: number;
  /** Digest that its history should have; "": none is known. */
  readonly expect: string;
  /** Since 1970, of this machine's clock; newest last. */
  readonly keptAtMs: number;
}

/** @throws what the browser says when it keeps nothing, such as QuotaExceededError */
export async function keepInput(id: string, name: string, source: Source, expect: string): Promise<void> {
  const database = await opened();
  try {
    const sizeBytes = Array.from(source.files.values()).reduce((sum, { size }) => sum + size, source.text.length);
    const entry: KeptInput = { id, name, files: [...source.files.keys()], sizeBytes, expect, keptAtMs: Date.now() };
    const others = (await entries(database)).filter((each) => each.id !== id);
    for (const each of others.slice(0, Math.max(0, others.length + 1 - MOST_INPUTS))) await remove(database, each.id);
    const oldest = others.slice(-MOST_INPUTS + 1);
    for (;;) {
      try {
        await put(database, entry, source);
        return;
      } catch (error) {
        const victim = oldest.shift();
        if (!(error instanceof DOMException) || error.name !== "QuotaExceededError" || victim === undefined) throw error;
        await remove(database, victim.id);
      }
    }
  } finally {
    database.close();
  }
}

/** @returns undefined when this browser does not have it */
export async function keptInput(id: string): Promise<Source | undefined> {
  const database = await opened();
  try {
    return (await answer(database.transaction(CONTENTS).objectStore(CONTENTS).get(id))) as Source | undefined;
  } finally {
    database.close();
  }
}

/** Newest first; none where the browser keeps nothing. */
export async function keptInputs(): Promise<readonly KeptInput[]> {
  try {
    const database = await opened();
    const found = await entries(database);
    database.close();
    return found.reverse();
  } catch {
    return [];
  }
}

export async function forgetInput(id: string): Promise<void> {
  const database = await opened();
  await remove(database, id);
  database.close();
}

const ENTRIES = "entries";
const CONTENTS = "contents";

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open("orrery-inputs", 1);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore(ENTRIES, { keyPath: "id" });
    request.result.createObjectStore(CONTENTS);
  });
  return answer(request);
}

/** Oldest first. */
async function entries(database: IDBDatabase): Promise<KeptInput[]> {
  const found = (await answer(database.transaction(ENTRIES).objectStore(ENTRIES).getAll())) as KeptInput[];
  return found.sort((a, b) => a.keptAtMs - b.keptAtMs);
}

function put(database: IDBDatabase, entry: KeptInput, { fileName, text, baseUrl, files, recorded }: Source): Promise<void> {
  const transaction = database.transaction([ENTRIES, CONTENTS], "readwrite");
  transaction.objectStore(ENTRIES).put(entry);
  transaction.objectStore(CONTENTS).put({ fileName, text, baseUrl, files, recorded }, entry.id);
  return completed(transaction);
}

function remove(database: IDBDatabase, id: string): Promise<void> {
  const transaction = database.transaction([ENTRIES, CONTENTS], "readwrite");
  transaction.objectStore(ENTRIES).delete(id);
  transaction.objectStore(CONTENTS).delete(id);
  return completed(transaction);
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("the browser gave up")));
  });
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the browser refuses")));
  });
}
