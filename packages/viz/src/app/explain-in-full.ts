/**
 * A pod's attempts with the scores of their best candidates: the run is repeated in a worker of its own with that pod explained, because
 * keeping the scores of every pod would be too much. The same input gives the same history, so that it is an answer about the run that is
 * shown.
 */
import type { PodStory } from "@orrery/runner/session";
import { SimClient } from "../worker/index.ts";
import type { OpenRequest } from "../worker/index.ts";

const POLL_MS = 60;

/**
 * @param untilUs the moment that the answer is about
 * @param onProgress hears the share that is done, from 0 to 1
 * @returns undefined when there is no such pod, or its worker dies
 */
export async function explainInFull(
  request: OpenRequest,
  pod: string,
  untilUs: number,
  onProgress: (share: number) => void,
): Promise<PodStory | undefined> {
  const client = new SimClient(() => {}, request.policy);
  try {
    const { run } = await client.ask((api) => api.open({ ...request, explain: [pod] }, untilUs), Infinity);
    if (run === undefined) return undefined;
    for (;;) {
      const { nowUs, end } = await client.ask((api) => api.status());
      if (nowUs >= untilUs || end !== undefined) break;
      onProgress(nowUs / Math.max(1, untilUs));
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return await client.ask((api) => api.explain(pod, { timeUs: untilUs, facts: Number.MAX_SAFE_INTEGER }));
  } catch {
    return undefined;
  } finally {
    client.close();
  }
}
