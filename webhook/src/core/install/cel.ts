/** A value as CEL has it: texts, lists and maps are written there as in JSON. */
export function celValue(value: string | object): string {
  return JSON.stringify(value);
}

/** A map of expressions. `dyn`: Kubernetes takes no map whose values are of several types, as far as it knows them. */
export function celMap(fields: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(fields).map(([key, expression]) => `${celValue(key)}: dyn(${expression})`);
  return `{${pairs.join(", ")}}`;
}

/** All of them hold. A line for each: these are read by people, in the cluster as well. */
export function celAll(...expressions: readonly string[]): string {
  return expressions.join(" &&\n");
}

/** One of them holds. In parentheses, so that it can stand in `celAll`. */
export function celAny(...expressions: readonly string[]): string {
  return `(${expressions.join(" ||\n")})`;
}

/** A sentence of texts and of CEL expressions that are texts. */
export function celSentence(texts: TemplateStringsArray, ...expressions: readonly string[]): string {
  const parts = texts.flatMap((text, index) => [text === "" ? [] : celValue(text), expressions[index] ?? []].flat());
  // Texts that stand beside each other are one.
  return parts.join(" + ").replaceAll('" + "', "");
}

/**
 * Two maps have the same keys with the same values, but for these keys. What nobody here has heard of is compared, too:
 * a field that a later Kubernetes brings may not be changed either.
 */
export function celSameExcept(after: string, before: string, keys: readonly string[]): string {
  const free = `key in ${celValue(keys)}`;
  return celAll(
    `${after}.all(key, ${free} || key in ${before} && ${after}[key] == ${before}[key])`,
    `${before}.all(key, ${free} || key in ${after})`,
  );
}
