/** Who wants to hear of which event, per profile. Source: pkg/scheduler/backend/queue/scheduling_queue.go (QueueingHintMapPerProfile). */
import { eventMatches } from "../framework/index.ts";
import type { ClusterEvent, Plugin, QueueingHint } from "../framework/index.ts";

/** One event that a plugin registered for. */
export interface HintRegistration {
  readonly plugin: string;
  readonly event: ClusterEvent;
  /** Absent: always "Queue". */
  readonly hint?: QueueingHint;
}

export interface QueueProfile {
  /** In the order in which they are asked; Go asks in random order. */
  readonly preEnqueue: readonly Plugin[];
  readonly registrations: readonly HintRegistration[];
}

/** What one kind of event means for one profile. */
export interface InterestedPlugins {
  /** In registration order. */
  readonly registrations: readonly HintRegistration[];
  readonly plugins: ReadonlySet<string>;
}

const NOBODY: InterestedPlugins = { registrations: [], plugins: new Set() };

export class HintMap {
  private readonly profiles: ReadonlyMap<string, QueueProfile>;
  private readonly eventsByPlugin = new Map<string, ClusterEvent[]>();
  /** Answers by kind of event: kinds are few, events are many. */
  private readonly byEvent = new Map<string, ReadonlyMap<string, InterestedPlugins>>();

  constructor(profiles: ReadonlyMap<string, QueueProfile>) {
    this.profiles = profiles;
    for (const profile of profiles.values()) {
      for (const { plugin, event } of profile.registrations) {
        const events = this.eventsByPlugin.get(plugin);
        if (events === undefined) this.eventsByPlugin.set(plugin, [event]);
        else events.push(event);
      }
    }
  }

  knowsProfile(name: string): boolean {
    return this.profiles.has(name);
  }

  preEnqueue(profile: string): readonly Plugin[] {
    return this.profiles.get(profile)?.preEnqueue ?? [];
  }

  /** Profiles with at least one plugin registered for the event, by name. */
  interested(event: ClusterEvent): ReadonlyMap<string, InterestedPlugins> {
    const kind = `${event.resource} ${event.action}`;
    let found = this.byEvent.get(kind);
    if (found === undefined) {
      found = this.search(event);
      this.byEvent.set(kind, found);
    }
    return found;
  }

  interestedIn(profile: string, event: ClusterEvent): InterestedPlugins {
    return this.interested(event).get(profile) ?? NOBODY;
  }

  /** Whether the plugin registered for the event in any profile. */
  isPluginInterested(plugin: string, event: ClusterEvent): boolean {
    return (this.eventsByPlugin.get(plugin) ?? []).some((registered) => eventMatches(registered, event));
  }

  private search(event: ClusterEvent): ReadonlyMap<string, InterestedPlugins> {
    const found = new Map<string, InterestedPlugins>();
    for (const [name, profile] of this.profiles) {
      const registrations = profile.registrations.filter((r) => eventMatches(r.event, event));
      if (registrations.length > 0) found.set(name, { registrations, plugins: new Set(registrations.map((r) => r.plugin)) });
    }
    return found;
  }
}
