import { chownSync } from "node:fs";
import type { RecordedRequest } from "../../../sidecar/test/stand-in-api/answer-request.ts";
import { type StandInApi, startStandInApi } from "../../../sidecar/test/stand-in-api/stand-in-api.ts";
import type { FailurePlan } from "../../../sidecar/test/stand-in-api/failure.ts";
import type { Happening } from "../model/fact.ts";
import type { ApiFault } from "../schedule/fault.ts";

const NAMESPACE = "soak";
/** Slower than anybody should be, faster than a call is given up. */
const LATE_MS = 3_000;

/** The Kubernetes API as one pod sees it. All pods are there, so that it could reach another's. */
export interface PodApi {
  readonly env: Readonly<Record<string, string>>;
  /** Its own pod has this UID from now on. */
  replace(uid: string): void;
  fail(fault: ApiFault | undefined): Promise<void>;
  /** Restarts that were asked for, and that were carried out, since this was asked last. */
  news(): { readonly atWallMs: number; readonly what: Happening }[];
  close(): Promise<void>;
}

export async function openPodApi(name: string, others: readonly string[], uid: number | undefined): Promise<PodApi> {
  const neighbours = others.filter((other) => other !== name).map((other) => pod(other, `of-${other}`));
  const api: StandInApi = await startStandInApi({ pods: neighbours });
  /** As fsGroup does it in a pod; a token that was replaced is another file. */
  const handOver = () => {
    if (uid !== undefined) for (const place of [api.serviceAccountFolder, api.tokenFile]) chownSync(place, uid, uid);
  };
  handOver();
  let seenRequests = 0;
  let seenDeletions = 0;
  return {
    env: {
      ...api.env,
      MOUNT_MONITOR_TOKEN_FILE: api.tokenFile,
      MOUNT_MONITOR_CA_FILE: api.caFile,
      POD_NAME: name,
      POD_NAMESPACE: NAMESPACE,
      NODE_NAME: "soak-node",
    },
    replace: (uid) => api.setPods([...neighbours, pod(name, uid)]),
    fail: (fault) => api.fail(planOf(fault)),
    news() {
      handOver();
      const calls = api.requests.slice(seenRequests).flatMap(readCall);
      const deleted = api.deleted.slice(seenDeletions).map(({ atMs, name: target, uid }) => ({
        atWallMs: atMs,
        what: { t: "deleted", target, uid } as const,
      }));
      seenRequests = api.requests.length;
      seenDeletions = api.deleted.length;
      return [...calls, ...deleted].toSorted((a, b) => a.atWallMs - b.atWallMs);
    },
    close: () => api.close(),
  };
}

const pod = (name: string, uid: string) => ({ namespace: NAMESPACE, name, uid });

function planOf(fault: ApiFault | undefined): FailurePlan {
  if (fault === undefined) return "ok";
  return fault === "late" ? { status: 504, body: "upstream request timeout", delayMs: LATE_MS } : fault;
}

/** A deletion or an eviction that was meant: the program also tries whether it may. */
function readCall({ path, body, atMs }: RecordedRequest): { readonly atWallMs: number; readonly what: Happening }[] {
  const [, target] = /\/pods\/([^/?]+)/.exec(path) ?? [];
  if (target === undefined || JSON.stringify(body).includes('"dryRun"')) return [];
  const object = body as Readonly<Record<string, { readonly preconditions?: { readonly uid?: string } } | undefined>>;
  // Of an eviction they are one level deeper.
  const options = object["deleteOptions"] ?? (object as { readonly preconditions?: { readonly uid?: string } });
  return [{ atWallMs: atMs, what: { t: "call", target, uid: options.preconditions?.uid } }];
}
