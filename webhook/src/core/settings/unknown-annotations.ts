import {
  ANNOTATION_NAMES,
  annotationKey,
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
    const place = name === "pause" ? "the running pod" : "a workload or its pod template";
    return [
      {
        code: "annotation-without-effect",
        sentence: `${annotationKey(name)}${where} does nothing; set it on ${place}`,
      },
    ];
  });
}
