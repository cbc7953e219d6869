import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import type { ControlPlane } from "../../control-plane/support/control-plane.ts";

export interface Creates {
  readonly namespace: string;
  readonly pod: RawPod;
  readonly count: number;
  /** How many call at once, each one call after the other. */
  readonly clients: number;
}

/** In milliseconds each. Dry runs: nothing is kept, so that the last pod costs what the first one did. */
export async function createPods(
  { admin }: ControlPlane,
  { namespace, pod, count, clients }: Creates,
): Promise<number[]> {
  const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
  const times: number[] = [];
  let left = count;
  const client = async () => {
    while (left-- > 0) {
      const beganMs = performance.now();
      await admin.expect(path, { method: "POST", body: pod });
      times.push(performance.now() - beganMs);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return times;
}
