/** How a mount really is, by whoever made it so. */
export type Mood =
  | "ok"
  /** No look at it can succeed, and a restart may follow. */
  | "failing"
  /** The same, but nothing comes back at all: seen only after `readTimeout`. */
  | "hanging"
  /** No look at it can succeed, and no restart may follow. */
  | "denied"
  /** It is just being changed. */
  | "unsure";

/** What runs of a pod. */
export type Running = "nothing" | "gate" | "monitor" | "stopped monitor" | "stopped gate";

/** Something that was done to a pod or seen of it, in the order of happening. */
export type Happening =
  | { readonly t: "mount"; readonly mount: string; readonly mood: Mood }
  | { readonly t: "running"; readonly what: Running }
  | { readonly t: "api"; readonly well: boolean }
  | { readonly t: "pause"; readonly on: boolean }
  /** Pod and containers begin anew; `uid` is the pod that the processes from here on take themselves for. */
  | { readonly t: "pod"; readonly uid: string }
  /** Somebody else replaced the pod; its processes may go on for a while. */
  | { readonly t: "replaced" }
  /** A DELETE or an eviction that was meant, whatever was answered. */
  | { readonly t: "call"; readonly target: string; readonly uid: string | undefined }
  /** The API has carried one out. */
  | { readonly t: "deleted"; readonly target: string; readonly uid: string }
  | {
      readonly t: "line";
      readonly level: string | undefined;
      readonly msg: string;
      readonly mount: string | undefined;
      readonly failureCount?: number | undefined;
      /** By the line itself, where that can be told; it is read a moment later. */
      readonly writtenMs?: number | undefined;
    }
  /** An endpoint was asked; without a status it did not answer. */
  | {
      readonly t: "answer";
      readonly endpoint: "live" | "ready";
      readonly askedMs: number;
      readonly status: number | undefined;
    }
  | { readonly t: "exit"; readonly program: "gate" | "monitor"; readonly code: number | null; readonly told: Told }
  | {
      readonly t: "figures";
      readonly threads: number;
      readonly threadNames?: readonly string[];
      readonly descriptors: number;
      readonly residentMiB: number;
    }
  /** The soak itself was late: what was to be at that time may not have been. */
  | { readonly t: "lag" }
  | { readonly t: "tick" };

/** What was done to end a process before it ended; `overdue` is one that had to be killed after it was told to stop. */
export type Told = "nothing" | "to stop" | "killed" | "overdue";

export type Fact = Happening & { readonly atMs: number };
