/** An expression as Prometheus itself reads it: a tree of nodes, of which only what is asked for is named here. */
export interface Expression {
  readonly type: string;
  readonly name?: string;
  readonly matchers?: readonly { readonly name: string; readonly value: string; readonly type: string }[];
  /** Of an aggregation. */
  readonly grouping?: readonly string[];
  /** Of an operation between two vectors. */
  readonly matching?: { readonly labels: readonly string[] } | null;
}

/** A metric that an expression reads, and the labels by which it chooses. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

export interface Parts {
  readonly selectors: readonly Selector[];
  /** Labels that are grouped by or matched on. */
  readonly grouping: readonly string[];
}

/** What an expression names, anywhere in it. */
export function partsOf(expression: Expression): Parts {
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== "object" || node === null) return;
    const { type, name = "", matchers = [], grouping: by = [], matching } = node as Expression;
    if (type === "vectorSelector" || type === "matrixSelector") {
      const labels = matchers.map((matcher) => matcher.name).filter((label) => label !== "__name__");
      selectors.push({ metric: name, labels });
    }
    if (type === "aggregation") grouping.push(...by);
    grouping.push(...(matching?.labels ?? []));
    Object.values(node).forEach(visit);
  };
  visit(expression);
  return { selectors, grouping };
}
