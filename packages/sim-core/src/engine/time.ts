/** Simulated time: an integer count of microseconds since the start of the run, 0 to 2^50 - 1 (35 years). */
declare const timeUsBrand: unique symbol;
export type TimeUs = number & { readonly [timeUsBrand]: "TimeUs" };

/** The first instant that is beyond simulated time. */
export const END_OF_TIME_US = 2 ** 50;

export const TIME_ZERO = 0 as TimeUs;
export const LAST_TIME_US = (END_OF_TIME_US - 1) as TimeUs;

/** Brands an integer number of microseconds. @throws RangeError when it is no integer of 0 to 2^50 - 1. */
export function timeUs(us: number): TimeUs {
  if (!(Number.isInteger(us) && us >= 0 && us < END_OF_TIME_US)) {
    throw new RangeError(`time is ${us} us; accepted: an integer from 0 to ${LAST_TIME_US}`);
  }
  return us as TimeUs;
}

/** Seconds as microseconds, rounded to the nearest. @throws RangeError as {@link timeUs} does. */
export function seconds(n: number): TimeUs {
  return timeUs(Math.round(n * 1e6));
}

/** Milliseconds as microseconds, rounded to the nearest. @throws RangeError as {@link timeUs} does. */
export function milliseconds(n: number): TimeUs {
  return timeUs(Math.round(n * 1e3));
}

/** `1d 02:03:04.000005`: days only when there are any, the fraction only as far as it is not zero. */
export function formatTime(us: number): string {
  const sign = us < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(us) / 1e6);
  const fraction = Math.round(Math.abs(us) - whole * 1e6);
  const days = Math.floor(whole / 86_400);
  const two = (n: number): string => String(n).padStart(2, "0");
  const clock = `${two(Math.floor(whole / 3600) % 24)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  const decimals = fraction === 0 ? "" : `.${String(fraction).padStart(6, "0").replace(/0+$/, "")}`;
  return `${sign}${days > 0 ? `${days}d ` : ""}${clock}${decimals}`;
}
