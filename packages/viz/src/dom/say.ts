/** Texts that are told again and again: the page is laid out anew only where one has changed. */
export function say(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
