import type { Mood } from "../model/fact.ts";
import type { MountFault } from "../schedule/fault.ts";

export const CANARY = ".health-check";

/** Something that stands for a mount, and that can be made to fail. */
export interface Place {
  readonly path: string;
  /** Undefined where such a fault is not to be had here. */
  begin(fault: MountFault): Promise<End | undefined>;
  /** Whatever state it is in. */
  close(): Promise<void>;
}

/** Takes the fault away again. */
export type End = () => Promise<void>;

/** Hears how the mount is, before and after each change. */
export type TellMood = (mood: Mood) => void;

/** The change itself may be seen or not. */
export async function change(tell: TellMood, to: Mood, how: () => Promise<void> | void): Promise<void> {
  tell("unsure");
  await how();
  tell(to);
}
