import { word } from "../object-parts.ts";
import { isEqual } from "../patch/diff.ts";
import { isRecord, type RawContainer, type RawEnv, type RawVolumeMount } from "../raw-object.ts";

export type Borrowed =
  | { readonly ok: true; readonly mount: RawVolumeMount }
  | { readonly ok: false; readonly variable: string };

/** `$(NAME)`; a doubled `$$` is a dollar sign and begins nothing. */
const REFERENCE = /\$\$|\$\(([^()]*)\)/g;

/**
 * Collects the environment entries that copied `subPathExpr` refer to: without them the container cannot be created.
 * A name that already stands for something else in our containers, or that our programs would take for a setting,
 * gets another name, in the entry and in every reference.
 */
export class SubPathVariables {
  readonly #entries: RawEnv[] = [];
  readonly #names = new Map<string, string>();
  readonly #taken: Map<string, RawEnv>;

  /** `own`: what stands in the environment of our containers already. */
  constructor(own: readonly RawEnv[]) {
    this.#taken = new Map(own.map((entry) => [entry.name, entry]));
  }

  get entries(): readonly RawEnv[] {
    return this.#entries;
  }

  borrow(mount: RawVolumeMount, container: RawContainer): Borrowed {
    if (!mount.subPathExpr) return { ok: true, mount };
    const missing: string[] = [];
    const subPathExpr = this.#rewrite(mount.subPathExpr, container, missing, 0);
    const [variable] = missing;
    return variable === undefined ? { ok: true, mount: { ...mount, subPathExpr } } : { ok: false, variable };
  }

  #rewrite(text: string, container: RawContainer, missing: string[], depth: number): string {
    return text.replaceAll(REFERENCE, (reference, name: string | undefined) => {
      if (name === undefined) return reference;
      const taken = this.#take(name, container, depth);
      // In a value an unknown reference stays as it is written; in subPathExpr the kubelet refuses it.
      if (taken === undefined && depth === 0) missing.push(name);
      return taken === undefined ? reference : `$(${taken})`;
    });
  }

  /** The name by which our containers know a variable of the app's container. */
  #take(name: string, container: RawContainer, depth: number): string | undefined {
    const key = `${container.name}/${name}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const entry = entryOf(name, container);
    // A variable can only refer to those before it, so a chain this long is a circle.
    if (entry === undefined || depth > 32) return undefined;
    const value = entry.value ? this.#rewrite(entry.value, container, [], depth + 1) : entry.value;
    const wanted = { ...entry, ...(value ? { value } : {}) };
    const free = this.#freeName(name, wanted);
    this.#names.set(key, free);
    if (!this.#taken.has(free)) {
      const borrowed = { ...wanted, name: free };
      this.#taken.set(free, borrowed);
      this.#entries.push(borrowed);
    }
    return free;
  }

  /** The name itself where it is free or stands for the same already. */
  #freeName(name: string, wanted: RawEnv): string {
    const present = this.#taken.get(name);
    if (present !== undefined && meansTheSame(present, wanted)) return name;
    let free = /^(?:MOUNT_MONITOR_|NODE_|UV_)/.test(name) ? `SUBPATH_${name}` : name;
    for (let suffix = 2; this.#taken.has(free); suffix++) free = `SUBPATH_${name}_${suffix}`;
    return free;
  }
}

function meansTheSame(a: RawEnv, b: RawEnv): boolean {
  const [fieldA, fieldB] = [fieldPathOf(a), fieldPathOf(b)];
  return fieldA === undefined ? isEqual(a, b) : fieldA === fieldB;
}

/** By the field alone: `apiVersion` is filled in by the API server, and there is only `v1`. */
function fieldPathOf({ valueFrom }: RawEnv): unknown {
  const reference = valueFrom?.["fieldRef"];
  return isRecord(reference) ? reference["fieldPath"] : undefined;
}

/** The last entry of a name counts. Without one, a single `envFrom` that can hold it tells where it comes from. */
function entryOf(name: string, container: RawContainer): RawEnv | undefined {
  const entry = (container.env ?? []).findLast((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const sources = (container.envFrom ?? []).filter((source) => name.startsWith(word(source["prefix"])));
  const [source] = sources;
  if (source === undefined || sources.length > 1) return undefined;
  const key = name.slice(word(source["prefix"]).length);
  for (const [from, to] of [
    ["configMapRef", "configMapKeyRef"],
    ["secretRef", "secretKeyRef"],
  ] as const) {
    const reference = source[from];
    if (isRecord(reference)) return { name, valueFrom: { [to]: { name: reference["name"], key } } };
  }
  return undefined;
}
