import { isRecord, type RawObject } from "../raw-object.ts";
import { type FoundMetadata, readFoundMetadata } from "./found-metadata.ts";
import { grantName } from "./names.ts";

/** A RoleBinding of ours, as it stands in the cluster. */
export interface FoundBinding extends FoundMetadata {
  /** The account that it gives the Role of its name to; undefined where it does not do just that. */
  readonly account: string | undefined;
  /** It refers to the Role of its name. That can never be changed. */
  readonly ownRole: boolean;
}

/** Never throws, whatever the object is. */
export function readBinding(object: RawObject, owner: string): FoundBinding | undefined {
  const metadata = readFoundMetadata(object, owner);
  if (metadata === undefined) return undefined;
  const { namespace, name } = metadata;
  const { kind, name: role } = isRecord(object["roleRef"]) ? object["roleRef"] : {};
  const ownRole = kind === "Role" && role === name;
  const subjects = Array.isArray(object["subjects"]) ? object["subjects"] : [];
  const [first] = subjects;
  const account =
    ownRole &&
    subjects.length === 1 &&
    isRecord(first) &&
    first["kind"] === "ServiceAccount" &&
    first["namespace"] === namespace &&
    typeof first["name"] === "string" &&
    grantName(first["name"]) === name
      ? first["name"]
      : undefined;
  return { ...metadata, account, ownRole };
}
