/** Files as streams of bytes, with messages for people when there is nothing to read; "-" is standard input. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { ByteSource } from "@orrery/traces/formats";
import { isSystemError, systemMessage, UserError } from "../job/index.ts";

/** @throws UserError for what is missing, a folder, or not readable; while reading, the same */
export async function openFile(path: string): Promise<ByteSource> {
  if (path === "-") return standardInput();
  const entry = await stat(path).catch((cause: unknown) => refuse(cause, path));
  if (entry.isDirectory()) throw new UserError(`${path}: this is a folder; accepted: a file`);
  return chunks(path);
}

/** How a path becomes bytes: {@link openFile}, or something in front of it. */
export type FileOpener = (path: string) => Promise<ByteSource>;

/** The whole file, UTF-8. */
export async function readText(path: string, open: FileOpener = openFile): Promise<string> {
  return new TextDecoder().decode(await readBytes(path, open));
}

export async function readBytes(path: string, open: FileOpener = openFile): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of await open(path)) parts.push(part);
  return Buffer.concat(parts);
}

async function* chunks(path: string): ByteSource {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) yield chunk as Uint8Array;
  } catch (cause) {
    refuse(cause, path);
  }
}

async function* standardInput(): ByteSource {
  if (process.stdin.isTTY)
    throw new UserError(
      'standard input is a terminal; accepted: a pipe, as in "kubectl get nodes,pods -A -o json | orrery replay --snapshot -"',
    );
  for await (const chunk of process.stdin) yield chunk as Uint8Array;
}

function refuse(cause: unknown, path: string): never {
  throw isSystemError(cause) ? new UserError(systemMessage(cause, path)) : cause;
}
