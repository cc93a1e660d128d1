/** Which strings may be label keys and label values, and what the API server says about the others. */

/**
 * Why a string is no label key (`[prefix/]name`); empty when it is one.
 *
 * Source: apimachinery pkg/api/validate/content/kube.go, IsLabelKey.
 */
export function labelKeyErrors(key: string): string[] {
  const parts = key.split("/");
  if (parts.length > 2)
    return [`a valid label key ${NAME_PATTERN_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const errors: string[] = [];
  const name = parts[parts.length - 1] ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === "") errors.push("prefix part must be non-empty");
  else if (prefix !== undefined) errors.push(...dnsSubdomainErrors(prefix).map((error) => `prefix part ${error}`));
  if (name === "") errors.push("name part must be non-empty");
  else if (byteLength(name) > LABEL_MAX_BYTES) errors.push(`name part ${tooLong(LABEL_MAX_BYTES)}`);
  if (!NAME_PATTERN.test(name)) errors.push(`name part ${NAME_PATTERN_TEXT}`);
  return errors;
}

/** Why a string is no label value; empty when it is one. Source: same file, IsLabelValue. */
export function labelValueErrors(value: string): string[] {
  const errors: string[] = [];
  if (byteLength(value) > LABEL_MAX_BYTES) errors.push(tooLong(LABEL_MAX_BYTES));
  if (!VALUE_PATTERN.test(value)) errors.push(VALUE_PATTERN_TEXT);
  return errors;
}

/** Why a string is no lower-case DNS subdomain (RFC 1123); empty when it is one. Source: content/dns.go. */
export function dnsSubdomainErrors(name: string): string[] {
  const errors: string[] = [];
  if (byteLength(name) > SUBDOMAIN_MAX_BYTES) errors.push(tooLong(SUBDOMAIN_MAX_BYTES));
  if (!SUBDOMAIN_PATTERN.test(name)) errors.push(SUBDOMAIN_PATTERN_TEXT);
  return errors;
}

const LABEL_MAX_BYTES = 63;
const SUBDOMAIN_MAX_BYTES = 253;

const NAME_FORMAT = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const VALUE_FORMAT = `(${NAME_FORMAT})?`;
const DNS_LABEL_FORMAT = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN_FORMAT = `${DNS_LABEL_FORMAT}(\\.${DNS_LABEL_FORMAT})*`;

const NAME_PATTERN = new RegExp(`^${NAME_FORMAT}$`);
const VALUE_PATTERN = new RegExp(`^${VALUE_FORMAT}$`);
const SUBDOMAIN_PATTERN = new RegExp(`^${SUBDOMAIN_FORMAT}$`);

const NAME_PATTERN_TEXT = patternText(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  NAME_FORMAT,
  ["MyName", "my.name", "123-abc"],
);
const VALUE_PATTERN_TEXT = patternText(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  VALUE_FORMAT,
  ["MyValue", "my_value", "12345"],
);
const SUBDOMAIN_PATTERN_TEXT = patternText(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN_FORMAT,
  ["example.com"],
);

function patternText(rule: string, format: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${rule} (e.g. ${shown}regex used for validation is '${format}')`;
}

function tooLong(maximumBytes: number): string {
  return `must be no more than ${maximumBytes} bytes`;
}

/** Length in UTF-8, which is what the API server counts. */
function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
