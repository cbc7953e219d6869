import { word } from "../object-parts.ts";
import { isRecord, type RawObject } from "../raw-object.ts";
import type { GrantOwner } from "./grant-role.ts";
import { GRANT_LABEL, GRANT_LABEL_VALUE, GRANT_NAME_PREFIX } from "./names.ts";

/** What identifies an object of ours that stands in the cluster. */
export interface FoundMetadata {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Told to go, and held by a finalizer of somebody's. */
  readonly terminating: boolean;
  /** UIDs of its owners that are called as ours is: one, where all is well. */
  readonly ownerUids: readonly string[];
  /** JSON of what others may have added: it stays. As text, for it is rarely looked at. */
  readonly kept: string;
}

/** Undefined for what is not ours: it lacks the label, or is called otherwise. */
export function readFoundMetadata(object: RawObject, owner: string): FoundMetadata | undefined {
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const text = (key: string) => (typeof metadata[key] === "string" ? metadata[key] : "");
  const labels = isRecord(metadata["labels"]) ? metadata["labels"] : {};
  const name = text("name");
  if (labels[GRANT_LABEL] !== GRANT_LABEL_VALUE || !name.startsWith(GRANT_NAME_PREFIX)) return undefined;
  const { annotations, ownerReferences = [], finalizers } = metadata;
  return {
    namespace: text("namespace"),
    name,
    uid: text("uid"),
    resourceVersion: text("resourceVersion"),
    terminating: metadata["deletionTimestamp"] !== undefined,
    ownerUids: references(ownerReferences).flatMap((one) => (isOurs(one, owner) ? [word(one["uid"])] : [])),
    kept: JSON.stringify({ labels, annotations, ownerReferences, finalizers }),
  };
}

/** Metadata for a write that replaces what was found, and fails where that has changed since. */
export function writtenMetadata(found: FoundMetadata, owner: GrantOwner | undefined): RawObject {
  const { namespace, name, uid, resourceVersion, kept } = found;
  const others = JSON.parse(kept) as RawObject;
  return {
    ...others,
    namespace,
    name,
    // An object of the same name that was made meanwhile is another one; without a UID it would be made anew.
    uid,
    resourceVersion,
    ...(owner === undefined
      ? {}
      : {
          ownerReferences: [
            ...references(others["ownerReferences"]).filter((one) => !isOurs(one, owner.name)),
            { apiVersion: RBAC_VERSION, kind: OWNER_KIND, name: owner.name, uid: owner.uid },
          ],
        }),
  };
}

const RBAC_VERSION = "rbac.authorization.k8s.io/v1";
const OWNER_KIND = "ClusterRole";

function references(list: unknown): readonly RawObject[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function isOurs({ kind, name }: RawObject, owner: string): boolean {
  return kind === OWNER_KIND && name === owner;
}
