/** Opens an address in the user's browser, where there is one to open. */
import { spawn } from "node:child_process";

/** @returns false: it could not be opened, so that the user has to */
export function openBrowser(address: string): Promise<boolean> {
  const { platform, env } = process;
  if (platform === "linux" && (env["DISPLAY"] ?? "") === "" && (env["WAYLAND_DISPLAY"] ?? "") === "") return Promise.resolve(false);
  const [command, args] =
    platform === "darwin"
      ? ["open", [address]]
      : platform === "win32"
        ? ["rundll32", ["url.dll,FileProtocolHandler", address]]
        : ["xdg-open", [address]];
  return new Promise((resolve) => {
    const child = spawn(command as string, args as string[], { stdio: "ignore", detached: true });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
    // A browser that stays in the foreground has been opened.
    setTimeout(() => {
      child.unref();
      resolve(true);
    }, 3000).unref();
  });
}
