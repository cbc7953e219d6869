/** The part of a path that keeps to one namespace. */
export function inScope(scope: string | undefined): string {
  return scope === undefined ? "" : `/namespaces/${scope}`;
}
