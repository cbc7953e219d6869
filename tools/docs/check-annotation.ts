import {
  ANNOTATION_PREFIX,
  annotationName,
  annotationSpec,
  isAnnotationName,
  OWN_ANNOTATIONS,
  parseAnnotation,
  type SettingLevel,
} from "@mount-monitor/contract";

/** Stands for a value that the reader puts in. */
const PLACEHOLDER = /^(?:[A-Z]+|…)$/;

/** What is wrong with an annotation of ours where it stands; undefined where nothing is, and for those of others. */
export function wrongAnnotation(key: string, value: string | undefined, level: SettingLevel): string | undefined {
  if (!key.startsWith(ANNOTATION_PREFIX)) return undefined;
  if (OWN_ANNOTATIONS.includes(key)) return `${key} is written by our programs, not by people`;
  const name = annotationName(key) ?? "";
  if (!isAnnotationName(name)) return `there is no annotation ${key}`;
  const { levels } = annotationSpec(name);
  if (!levels.includes(level)) return `${key} does not count on a ${level}; it does on ${levels.join(", ")}`;
  if (value === undefined || value === "" || PLACEHOLDER.test(value)) return undefined;
  const parsed = parseAnnotation(name, value);
  return parsed.ok ? undefined : parsed.error;
}
