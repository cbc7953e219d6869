import {
  ANNOTATION_NAMES,
  type AnnotationName,
  annotationName,
  annotationSpec,
  isAnnotationName,
  nearestAnnotation,
  OWN_ANNOTATIONS,
  type SettingLevel,
} from "@mount-monitor/contract";
import type { Finding } from "../decision.ts";

/** Warnings about keys with our prefix that nobody knows, or that do nothing on this kind of object. */
export function unknownAnnotations(
  annotations: Readonly<Record<string, string>>,
  level: SettingLevel,
  where: string,
): Finding[] {
  return Object.keys(annotations).flatMap((key): Finding[] => {
    const name = annotationName(key);
    if (name === undefined || OWN_ANNOTATIONS.includes(key)) return [];
    if (!isAnnotationName(name)) {
      const nearest = nearestAnnotation(key, ANNOTATION_NAMES);
      const hint = nearest === undefined ? "see docs/annotations.md for those that are" : `did you mean ${nearest}?`;
      return [{ code: "unknown-annotation", sentence: `${key}${where} is not known; ${hint}` }];
    }
    if (annotationSpec(name).levels.includes(level)) return [];
    return [{ code: "annotation-without-effect", sentence: `${key}${where} does nothing${insteadOf(name)}` }];
  });
}

function insteadOf(name: AnnotationName): string {
  if (name === "pause") return "; set it on the running pod";
  // What the whole cluster may set but a Namespace may not: who annotates that need not be allowed to write pods.
  return annotationSpec(name).levels.includes("chart")
    ? ", as it decides what runs; set it on a workload or in the chart"
    : "; set it on a workload or its pod template";
}
