import { at, record, text } from "../object-parts.ts";
import { records } from "./lists.ts";

/** The namespace in what `kubectl config view --minify --output=json` says; undefined where it names none. Never throws. */
export function contextNamespace(config: string): string | undefined {
  try {
    const [context] = records(record(JSON.parse(config))["contexts"]);
    return text(at(record(context), "context", "namespace"));
  } catch {
    return undefined;
  }
}
