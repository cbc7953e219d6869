import { nearestKey } from "./nearest-key.ts";

/** Everything that people and programs of ours write on an object begins with this. */
export const ANNOTATION_PREFIX = "mount-monitor.io/";

/** Label of a pod that carries our containers. The monitor only reports once it is gone: a copy by `kubectl debug` has lost it. */
export const INJECTED_LABEL = `${ANNOTATION_PREFIX}injected`;

/** What was decided about a pod; written by the webhook alone. */
export const STATUS_ANNOTATION = `${ANNOTATION_PREFIX}status`;

/** On a pod template: what was copied there from the workload, so that it can be taken away again. */
export const INHERITED_ANNOTATION = `${ANNOTATION_PREFIX}inherited`;

/** On a pod: why it is paused, for people. Written by `mount-monitor pause --reason`, and taken away by `resume`. */
export const PAUSE_REASON_ANNOTATION = `${ANNOTATION_PREFIX}pause-reason`;

/** Keys that programs of ours write; a person who sets them is told nothing, since copies of manifests carry them. */
export const OWN_ANNOTATIONS: readonly string[] = [
  STATUS_ANNOTATION,
  INHERITED_ANNOTATION,
  INJECTED_LABEL,
  PAUSE_REASON_ANNOTATION,
];

export function annotationKey(name: string): string {
  return ANNOTATION_PREFIX + name;
}

/** The part behind our prefix, or undefined where the key is somebody else's. */
export function annotationName(key: string): string | undefined {
  return key.startsWith(ANNOTATION_PREFIX) ? key.slice(ANNOTATION_PREFIX.length) : undefined;
}

/** The known annotation that was probably meant by a key with our prefix. */
export function nearestAnnotation(key: string, known: readonly string[]): string | undefined {
  const nearest = nearestKey(annotationName(key) ?? key, known);
  return nearest === undefined ? undefined : annotationKey(nearest);
}
