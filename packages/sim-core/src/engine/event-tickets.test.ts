import { expect, it } from "vitest";
import { EventTickets, NO_EVENT } from "./event-tickets.ts";
import type { EventHandle } from "./event-tickets.ts";

it("never takes an old handle for a new one, even when a ticket's generations are used up", () => {
  const tickets = new EventTickets();
  const first = tickets.take(3, 77);
  const handle = tickets.handle(first);
  expect([tickets.kind(first), tickets.slot(first), tickets.isPending(handle)]).toEqual([3, 77, true]);
  tickets.release(first);
  let last = NO_EVENT as EventHandle;
  let changes = 0;
  for (let i = 0; i < 2 ** 23 + 10; i++) {
    const ticket = tickets.take(509, i);
    if (ticket !== first) changes++;
    const next = tickets.handle(ticket);
    if (next === last || next === handle) throw new Error("a handle came twice");
    last = next;
    tickets.release(ticket);
  }
  expect(changes).toBeGreaterThan(0);
  expect(tickets.isPending(handle)).toBe(false);
  expect(tickets.isPending(last)).toBe(false);
});

it("knows what is no handle", () => {
  const tickets = new EventTickets();
  for (const bad of [0, 1, -1, 0.5, NaN, 2 ** 53]) expect(tickets.cancel(bad as EventHandle)).toBe(false);
  const handle = tickets.handle(tickets.take(1, 1));
  for (const bad of [0, handle + 1, handle + 0.5, -handle, handle + 2 ** 25]) expect(tickets.cancel(bad as EventHandle)).toBe(false);
  expect(tickets.cancel(handle)).toBe(true);
  expect(tickets.cancel(handle)).toBe(false);
});

it("goes on from a saved state with the same handles", () => {
  const tickets = new EventTickets();
  for (let i = 0; i < 200; i++) tickets.take(i, i);
  for (let i = 0; i < 100; i++) tickets.release(i * 2);
  const twin = new EventTickets();
  twin.restore(structuredClone(tickets.save()));
  for (let i = 0; i < 300; i++) expect(twin.handle(twin.take(5, i))).toBe(tickets.handle(tickets.take(5, i)));
  expect(twin.save()).toEqual(tickets.save());
});
