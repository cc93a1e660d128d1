/** One value as a CSV field: quoted only where it must be (RFC 4180 section 2). */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) || text.startsWith("\uFEFF") ? `"${text.replaceAll('"', '""')}"` : text;
}
