import type { RawContainer, RawPodSpec } from "../raw-object.ts";

/** `init` ends before the app starts; `sidecar` is an init container that goes on running; `app` starts with the app. */
export type ContainerRole = "init" | "sidecar" | "app";

export interface PlacedContainer {
  readonly container: RawContainer;
  readonly role: ContainerRole;
  /** Index in its own list. */
  readonly index: number;
}

export function placedContainers(spec: RawPodSpec): PlacedContainer[] {
  const init = (spec.initContainers ?? []).map((container, index): PlacedContainer => {
    return { container, role: container.restartPolicy === "Always" ? "sidecar" : "init", index };
  });
  const app = (spec.containers ?? []).map((container, index): PlacedContainer => ({ container, role: "app", index }));
  return [...app, ...init];
}
