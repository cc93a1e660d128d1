/** Whether bytes are the published ones. */

/** SHA-256 in lower-case hexadecimal, by the platform's WebCrypto. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function verify(bytes: Uint8Array<ArrayBuffer>, expectedSha256: string): Promise<boolean> {
  return (await sha256(bytes)) === expectedSha256.toLowerCase();
}
