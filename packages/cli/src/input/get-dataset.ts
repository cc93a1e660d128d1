/** Brings a published data set into a folder, from the network or from a folder that mirrors it. */
import { createReadStream } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { dataset, DatasetError, fetchDataset } from "@orrery/traces/datasets";
import type { Dataset, DatasetFile, FileSink, FileSource } from "@orrery/traces/datasets";
import { ExitCode, isSystemError, systemMessage, UserError } from "../job/index.ts";

/** @throws DatasetError for a name that is not known; UserError for files that cannot be had, kept, or are not what was published */
export async function getDataset(name: string, mirror: string | undefined, to: string, onFile: () => void): Promise<Dataset> {
  try {
    return await fetchDataset(name, mirror === undefined ? NETWORK : folderSource(mirror), folderSink(to), onFile);
  } catch (cause) {
    throw cause instanceof DatasetError && dataset(name) !== undefined ? new UserError(cause.message, ExitCode.io) : cause;
  }
}

function folderSource(folder: string): FileSource {
  return {
    async *read(file) {
      const place = path.join(folder, file);
      try {
        yield* createReadStream(place, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
      } catch (cause) {
        throw isSystemError(cause) ? new UserError(`--mirror: ${systemMessage(cause, place)}`) : cause;
      }
    },
  };
}

const NETWORK: FileSource = {
  async *read(file: string, { url }: DatasetFile) {
    if (url === undefined) throw new UserError(`${file} is not published under an address; accepted: --mirror FOLDER with a copy of it`);
    const response = await fetch(url).catch((cause: unknown) => {
      const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
      throw new UserError(`${url}: ${reason}; accepted: a network that reaches it, or --mirror FOLDER`, ExitCode.io);
    });
    if (!response.ok || response.body === null)
      throw new UserError(`${url}: the server answered ${response.status} ${response.statusText}`, ExitCode.io);
    yield* response.body as unknown as AsyncIterable<Uint8Array>;
  },
};

function folderSink(folder: string): FileSink {
  return {
    async write(file, bytes) {
      const place = path.join(folder, file);
      const temporary = `${place}.part`;
      try {
        await mkdir(path.dirname(place), { recursive: true });
        await writeFile(temporary, bytes);
        await rename(temporary, place);
      } catch (cause) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw isSystemError(cause) ? new UserError(`--to: ${systemMessage(cause, place)}`, ExitCode.io) : cause;
      }
    },
  };
}
