import type { Patch } from "../../core/patch/patch.ts";
import type { RawObject } from "../../core/raw-object.ts";
import { renderYaml } from "../manifest/render-yaml.ts";
import type { PlannedManifest, PlannedObject } from "./plan-manifests.ts";

export interface RenderedManifest {
  readonly text: string;
  readonly before: string;
  readonly lostComments: boolean;
}

/** The document with what was planned for its objects; what does not change stays to the letter. */
export function renderManifest(planned: PlannedManifest): RenderedManifest {
  const { manifest } = planned;
  const { text, value, document } = manifest;
  const patch = documentPatch(planned);
  if (value === undefined || patch.length === 0) return { text, before: text, lostComments: false };
  const after = documentAfter(planned);
  return document
    ? renderYaml(document, text, value, after, patch)
    : { text: writeJson(after), before: writeJson(value), lostComments: false };
}

/** The whole document after the plan; undefined where there are only comments. */
export function valueAfter(planned: PlannedManifest): RawObject | undefined {
  return planned.manifest.value === undefined ? undefined : documentAfter(planned);
}

export function isChanged({ objects }: PlannedManifest): boolean {
  return objects.some(({ plan }) => plan.patch.length > 0);
}

export function writeJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function documentPatch({ objects }: PlannedManifest): Patch {
  return objects.flatMap(({ path, plan }) => {
    const prefix = path.map((key) => `/${key}`).join("");
    return plan.patch.map((operation) => ({ ...operation, path: prefix + operation.path }));
  });
}

function documentAfter({ manifest, objects }: PlannedManifest): RawObject {
  const [first] = objects;
  if (first?.path.length === 0) return first.plan.after;
  const items = [...((manifest.value?.["items"] ?? []) as unknown[])];
  for (const { path, object, plan } of objects)
    items[Number(path[1])] = withoutKind(items[Number(path[1])], object, plan);
  return { ...manifest.value, items };
}

/** An item of a DeploymentList that did not say its kind goes on not saying it. */
function withoutKind(item: unknown, object: RawObject, plan: PlannedObject["plan"]): unknown {
  if (plan.patch.length === 0) return item;
  if (item === object) return plan.after;
  const { kind: _kind, ...rest } = plan.after;
  return rest;
}
