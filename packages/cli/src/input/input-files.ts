/** The files of one run: opened, from their copies where a recording is run again, and remembered as they were then. */
import { stat } from "node:fs/promises";
import path from "node:path";
import { plainPath } from "@orrery/runner/recording";
import type { ByteSource } from "@orrery/traces/formats";
import type { CopiedInput } from "../job/index.ts";
import { openFile, readText } from "./open-file.ts";

export interface ReadFile {
  /** As the run named it. */
  readonly path: string;
  /** Where it lies. */
  readonly place: string;
  /** When it was opened first. */
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export class InputFiles {
  /** In the order of reading, once each; standard input is not among them. */
  readonly read = new Map<string, ReadFile>();
  private readonly copies: CopiedInput | undefined;

  /** @param copies undefined: files are where their names say */
  constructor(copies: CopiedInput | undefined) {
    this.copies = copies;
  }

  /** @throws as openFile does */
  readonly open = async (name: string): Promise<ByteSource> => {
    if (name === "-") return openFile(name);
    const place = this.placeOf(name);
    const source = await openFile(place);
    if (!this.read.has(name)) {
      const { size, mtimeMs } = await stat(place);
      this.read.set(name, { path: name, place, sizeBytes: size, modifiedMs: mtimeMs });
    }
    return source;
  };

  readonly text = (name: string): Promise<string> => readText(name, this.open);

  private placeOf(name: string): string {
    if (this.copies === undefined) return name;
    const { folder, byName } = this.copies;
    const below = path.relative(path.resolve(folder), path.resolve(name)).split(path.sep).join("/");
    const copy = byName.get(plainPath(name)) ?? byName.get(plainPath(below));
    return copy === undefined ? name : path.join(folder, copy);
  }
}
