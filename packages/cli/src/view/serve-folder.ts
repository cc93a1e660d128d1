/**
 * Serves the dashboard's site on this machine's loopback address alone, under a strict Content-Security-Policy, and beside it the files
 * of one folder that the user named. Other hosts' names for this address are refused, so that no page of the web can reach it through them.
 */
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";

export interface SiteServer {
  /** `http://127.0.0.1:PORT/` */
  readonly address: string;
  close(): Promise<void>;
}

export const CONTENT_SECURITY_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  // A typed policy is part of the program of its own worker, which lives under this same policy.
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * @param local folder whose files are served below `local/`; undefined: none
 * @param port 0: any that is free
 */
export async function serveSite(site: string, local: string | undefined, port = 0): Promise<SiteServer> {
  const server = createServer((request, response) => {
    void answer(request, response, site, local).catch(() => refuse(response, 500));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("a server without a port");
  return {
    address: `http://127.0.0.1:${bound.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, site: string, local: string | undefined): Promise<void> {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  if (host !== "127.0.0.1" && host !== "localhost") return refuse(response, 403);
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405);
  let asked: string;
  try {
    asked = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  } catch {
    return refuse(response, 400);
  }
  const isLocal = asked.startsWith("/local/");
  const folder = isLocal ? local : site;
  const within = isLocal ? asked.slice("/local".length) : asked === "/" ? "/index.html" : asked;
  const file = folder === undefined ? undefined : await fileIn(folder, within);
  if (file === undefined) return refuse(response, 404);
  const type = isLocal ? "text/plain; charset=utf-8" : (TYPES[path.extname(file)] ?? "application/octet-stream");
  response.writeHead(200, {
    ...HEADERS,
    ...(!isLocal && HASHED.test(within) ? { "Cache-Control": "max-age=31536000, immutable" } : {}),
    "Content-Type": type,
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  });
  if (request.method === "HEAD") response.end();
  else
    createReadStream(file)
      .on("error", () => response.destroy())
      .pipe(response);
}

/** A file that really lies in the folder, whatever dots and links the name has; undefined: there is none. */
async function fileIn(folder: string, name: string): Promise<string | undefined> {
  if (name.includes("\0") || name.split("/").some((part) => part.startsWith("."))) return undefined;
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, name));
    return file.startsWith(root + path.sep) && (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...HEADERS, "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${status}\n`);
}

/** A built file whose name changes with its content; a page that has it goes on when this server has ended. */
const HASHED = /^\/assets\/.*-[\w-]{8}\.\w+$/;

const HEADERS = {
  "Cache-Control": "no-cache",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".yaml": "text/plain; charset=utf-8",
};
