import type { Fault } from "@mount-monitor/contract";
import type { MountIdentity } from "./mount-identity.ts";

/** What one check found out about a mount. */
export type Observation =
  | {
      readonly t: "ok";
      readonly durationMs: number;
      /** The canary was read: it is required from now on. */
      readonly canary: boolean;
      readonly identity: MountIdentity | undefined;
    }
  | {
      readonly t: "failed";
      readonly fault: Fault;
      /** What was seen and what to do about it, in one sentence. */
      readonly message: string;
      readonly durationMs: number;
      readonly identity: MountIdentity | undefined;
    }
  /** The check itself could not be made (no descriptors, no memory): says nothing about the mount. */
  | { readonly t: "void"; readonly message: string };
