import { selects } from "./selector.ts";
import type { WebhookFacts } from "./webhook-facts.ts";

type Labels = Readonly<Record<string, string>>;

/** Which selector keeps an object from all of these webhooks; undefined where none does, or where there are no webhooks. */
export function leftOutBy(
  webhooks: readonly WebhookFacts[],
  /** Undefined where they are not known: then they keep nothing away. */
  ofNamespace: Labels | undefined,
  ofObject: Labels,
): "namespaceSelector" | "objectSelector" | undefined {
  if (webhooks.length === 0) return undefined;
  const here = webhooks.filter(
    ({ namespaceSelector }) => ofNamespace === undefined || selects(namespaceSelector, ofNamespace),
  );
  if (here.length === 0) return "namespaceSelector";
  return here.some(({ objectSelector }) => selects(objectSelector, ofObject)) ? undefined : "objectSelector";
}
