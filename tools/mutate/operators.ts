import type {
  AnyNode,
  BinaryExpression,
  CallExpression,
  Expression,
  IfStatement,
  Literal,
  LogicalExpression,
  MemberExpression,
  Node,
} from "acorn";

export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly operator: string;
}

/** What a person may have meant instead, or forgotten. */
const RELATIONS: Readonly<Record<string, readonly string[]>> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
};
const ARITHMETIC: Readonly<Record<string, string>> = { "+": "-", "-": "+", "*": "/", "/": "*", "%": "*" };
const OTHER_METHOD: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  startsWith: "endsWith",
  endsWith: "startsWith",
  min: "max",
  max: "min",
  find: "findLast",
  findLast: "find",
  floor: "ceil",
  ceil: "floor",
};
/** What gives back something of the same kind: it can be left out. */
const LEFT_OUT = new Set(["filter", "toSorted", "toReversed", "trim", "slice", "toLowerCase", "toUpperCase", "replaceAll", "replace"]); // prettier-ignore
const COMPARING = new Set(["includes", "startsWith", "endsWith", "has", "get"]);

/** The changes of one node; the code is that which it was parsed from. */
export function replacementsOf(found: Node, parents: readonly Node[], code: string): Replacement[] {
  const node = found as AnyNode;
  const whole = (operator: string, replacement: string): Replacement => ({
    start: node.start,
    end: node.end,
    replacement,
    operator,
  });
  switch (node.type) {
    case "IfStatement":
    case "ConditionalExpression":
    case "WhileStatement":
      return conditions(node.test as Expression, node.type);
    case "BinaryExpression":
      return binary(node, code);
    case "LogicalExpression":
      return logical(node, code);
    case "UnaryExpression":
      return node.operator === "!" || node.operator === "-"
        ? [whole("sign", code.slice(node.start + 1, node.end))] // not from the argument on, which leaves out its bracket
        : [];
    case "UpdateExpression":
    case "AssignmentExpression": {
      const swapped = { "++": "--", "--": "++", "+=": "-=", "-=": "+=" }[node.operator as string];
      return swapped === undefined
        ? []
        : [whole("step", code.slice(node.start, node.end).replace(node.operator, swapped))];
    }
    case "Literal":
      return literal(node, parents, whole);
    case "ArrayExpression":
      return node.elements.length > 0 ? [whole("empty list", "[]")] : [];
    case "MemberExpression": {
      const between = code.slice(node.object.end, node.property.start);
      if (!node.optional) return [];
      const replacement = node.computed ? between.replace("?.", "") : between.replace("?.", ".");
      return [{ start: node.object.end, end: node.property.start, replacement, operator: "optional" }];
    }
    case "CallExpression":
      return call(node, parents, code);
    default:
      return [];
  }
}

function conditions({ start, end }: Expression, type: (IfStatement | AnyNode)["type"]): Replacement[] {
  // A loop that never ends tells nothing but that it does not end.
  const values = type === "WhileStatement" ? ["false"] : ["true", "false"];
  return values.map((replacement) => ({ start, end, replacement, operator: "condition" }));
}

function binary({ left, right, operator }: BinaryExpression, code: string): Replacement[] {
  const between = code.slice(left.end, right.start);
  const at = (replacement: string, name: string): Replacement => ({
    start: left.end,
    end: right.start,
    replacement: between.replace(operator, replacement),
    operator: name,
  });
  if (operator === "+" && [left, right].some(isText)) return [];
  const swapped = ARITHMETIC[operator];
  return [
    ...(RELATIONS[operator] ?? []).map((other) => at(other, "relation")),
    ...(swapped === undefined ? [] : [at(swapped, "arithmetic")]),
  ];
}

function isText(node: Node): boolean {
  const { type, value } = node as Literal;
  return (type as string) === "TemplateLiteral" || typeof value === "string";
}

function logical({ left, right, operator, start, end }: LogicalExpression, code: string): Replacement[] {
  if (operator === "??") return [{ start, end, replacement: code.slice(left.start, left.end), operator: "otherwise" }];
  const between = code.slice(left.end, right.start);
  const other = operator === "&&" ? "||" : "&&";
  // In brackets, since `||` binds less than what may stand around.
  const replacement = `(${code.slice(start, left.end)}${between.replace(operator, other)}${code.slice(right.start, end)})`;
  return [{ start, end, replacement, operator: "logic" }];
}

function literal(
  node: Literal,
  [parent, grandparent]: readonly Node[],
  whole: (operator: string, replacement: string) => Replacement,
): Replacement[] {
  if (typeof node.value === "boolean") return [whole("boolean", String(!node.value))];
  if (node.regex) {
    const { pattern, flags } = node.regex;
    const anchors = [pattern.replace(/^\^/, ""), pattern.replace(/\$$/, "")].filter(
      (other) => other !== pattern && other !== "",
    );
    return anchors.map((other) => whole("anchor", `/${other}/${flags}`));
  }
  if (typeof node.value !== "string" || node.value === "") return [];
  return decides(parent as AnyNode | undefined, grandparent) ? [whole("word", '""')] : [];
}

/** Words that are compared with; those for people are none of it. */
function decides(parent: AnyNode | undefined, grandparent: Node | undefined): boolean {
  switch (parent?.type) {
    case "BinaryExpression":
      return parent.operator === "===" || parent.operator === "!==";
    case "SwitchCase":
      return true;
    case "CallExpression":
      return parent.callee.type === "MemberExpression" && COMPARING.has(nameOf(parent.callee));
    case "ArrayExpression":
      return (grandparent as AnyNode | undefined)?.type === "NewExpression";
    default:
      return false;
  }
}

function call(node: CallExpression, [parent]: readonly Node[], code: string): Replacement[] {
  const { callee, start, end } = node;
  const found: Replacement[] = [];
  if (parent?.type === "ExpressionStatement")
    found.push({ start, end, replacement: "undefined", operator: "call left out" });
  if (callee.type !== "MemberExpression") return found;
  const name = nameOf(callee);
  const other = OTHER_METHOD[name];
  const { property } = callee;
  if (other !== undefined && Object.hasOwn(OTHER_METHOD, name))
    found.push({ start: property.start, end: property.end, replacement: other, operator: "method" });
  if (LEFT_OUT.has(name) && !callee.optional)
    found.push({ start, end, replacement: objectOf(code.slice(start, property.start)), operator: "step left out" });
  return found;
}

/** Without the dot, with the brackets that may be around it. */
function objectOf(upToName: string): string {
  return upToName.replace(/\s*\.\s*$/, "");
}

function nameOf({ property, computed }: MemberExpression): string {
  return !computed && property.type === "Identifier" ? property.name : "";
}
