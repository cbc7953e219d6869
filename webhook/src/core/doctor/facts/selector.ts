import { text, texts } from "../../object-parts.ts";
import type { RawObject } from "../../raw-object.ts";
import { records, words } from "../../live/lists.ts";

type Labels = Readonly<Record<string, string>>;

/** Whether a label selector of Kubernetes takes an object with these labels. An empty one takes everything. */
export function selects(selector: RawObject, labels: Labels): boolean {
  const wanted = Object.entries(texts(selector["matchLabels"]));
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    records(selector["matchExpressions"]).every((expression) => holds(expression, labels))
  );
}

function holds(expression: RawObject, labels: Labels): boolean {
  const value = labels[text(expression["key"]) ?? ""];
  const values = words(expression["values"]);
  switch (expression["operator"]) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
  }
  return false;
}
