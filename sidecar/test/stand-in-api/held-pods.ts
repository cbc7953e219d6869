/** A pod that the stand-in holds. */
export interface HeldPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** A deletion that was accepted. */
export interface Deletion extends HeldPod {
  readonly by: "delete" | "evict";
  readonly gracePeriodSeconds: number | undefined;
  readonly atMs: number;
}

/**
 * The pods of the cluster. As with a real one, a pod that was deleted stays, and can be deleted again, until its grace
 * period is over, which here is never, unless it is 0.
 */
export class HeldPods {
  #pods: readonly HeldPod[];
  readonly deleted: Deletion[] = [];

  constructor(pods: readonly HeldPod[]) {
    this.#pods = pods;
  }

  set(pods: readonly HeldPod[]): void {
    this.#pods = pods;
  }

  find(namespace: string, name: string): HeldPod | undefined {
    return this.#pods.find((pod) => pod.namespace === namespace && pod.name === name);
  }

  delete(pod: HeldPod, by: Deletion["by"], gracePeriodSeconds: number | undefined): void {
    this.deleted.push({ ...pod, by, gracePeriodSeconds, atMs: Date.now() });
    if (gracePeriodSeconds === 0) this.#pods = this.#pods.filter((held) => held !== pod);
  }
}
