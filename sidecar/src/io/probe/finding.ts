import type { Fault } from "@mount-monitor/contract";

/** What one kind of check says about a mount; errors of the system are thrown and classified in one place. */
export type Finding =
  | { readonly t: "ok"; readonly canary: boolean }
  | { readonly t: "failed"; readonly fault: Fault; readonly message: string };

/** Counts the descriptors that a probe has open on its mount: while there is one, the process must not be replaced. */
export interface DescriptorCount {
  open: number;
}

/** Thrown by a check that knows what it was about when the system refused. */
export class CheckError extends Error {
  override readonly name = "CheckError";
  readonly what: string;
  readonly code: string | undefined;

  constructor(what: string, cause: unknown) {
    super(what, { cause });
    this.what = what;
    this.code = (cause as NodeJS.ErrnoException).code;
  }
}

/** Gives an error of the system its context: `failed to <what>: <code>`. */
export async function during<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new CheckError(what, error);
  }
}
