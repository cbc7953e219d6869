import { type ApiConnection, ask, metadataOf } from "@mount-monitor/kube";
import type { GrantOwner } from "../../core/grants/grant-role.ts";

/** It is made anew only when the webhook is installed anew. */
const LOOK_AGAIN_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** The ClusterRole that owns grants, for its UID. */
export interface FollowedOwner {
  current(): GrantOwner | undefined;
  /** Why there is none. */
  why(): string | undefined;
  /** Its grants go by themselves: it may be another one by now. Until that is known, there is none. */
  doubt(): void;
  close(): void;
}

/** Looks at once, from time to time, and when in doubt. `onChange`: it is known, or known to be another one. */
export function followOwner(connection: ApiConnection, name: string, onChange: () => void): FollowedOwner {
  let owner: GrantOwner | undefined;
  let why: string | undefined = `ClusterRole ${name} was not looked at yet`;
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let failures = 0;
  let closed = false;

  const look = async () => {
    clearTimeout(timer);
    if (looking) return;
    looking = true;
    const path = `/apis/rbac.authorization.k8s.io/v1/clusterroles/${encodeURIComponent(name)}`;
    const answer = await ask(connection, { method: "GET", path }, `read ClusterRole ${name}, the owner of all grants`);
    looking = false;
    if (closed) return;
    const before = owner?.uid;
    const uid = answer.ok && answer.value !== undefined ? metadataOf(answer.value).uid : "";
    if (uid !== "") {
      owner = { name, uid };
      why = undefined;
      failures = 0;
    } else if (answer.ok) {
      owner = undefined;
      why = `there is no ClusterRole ${name}: grants would stay behind when the webhook is uninstalled; set grants.owner to the name of the webhook's ClusterRole`;
    } else {
      // What it was it still is, unless in doubt.
      why = answer.message;
    }
    if (owner !== undefined && owner.uid !== before) onChange();
    again(uid !== "" ? LOOK_AGAIN_MS : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures++, 16)));
  };
  const again = (ms: number) => {
    timer = setTimeout(() => void look(), ms * (0.75 + Math.random() / 2));
    timer.unref();
  };
  void look();
  return {
    current: () => owner,
    why: () => (owner === undefined ? why : undefined),
    doubt() {
      owner = undefined;
      why = `ClusterRole ${name} is being looked at again`;
      void look();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
