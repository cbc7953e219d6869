/** What is kept of the objects of one kind, found by namespace. */
export interface ByNamespace<T> {
  /** Undefined takes it away. Gives the namespace. */
  put(key: string, value: T | undefined): string;
  /** By name. */
  of(namespace: string): ReadonlyMap<string, T>;
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

/** Keys are `namespace/name`. */
export function createByNamespace<T>(): ByNamespace<T> {
  const namespaces = new Map<string, Map<string, T>>();
  return {
    put(key, value) {
      const slash = key.indexOf("/");
      const namespace = key.slice(0, slash);
      const name = key.slice(slash + 1);
      const known = namespaces.get(namespace) ?? new Map<string, T>();
      if (value === undefined) known.delete(name);
      else known.set(name, value);
      if (known.size === 0) namespaces.delete(namespace);
      else namespaces.set(namespace, known);
      return namespace;
    },
    of: (namespace) => namespaces.get(namespace) ?? NOTHING,
  };
}
