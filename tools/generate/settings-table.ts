export interface SettingsNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SettingsNode>>;
  readonly items?: SettingsNode;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly shownDefault?: string;
  readonly description?: string;
}

/** Keys with many below them that are described elsewhere: one row says what they mean. */
export type FoldedSettings = Readonly<Record<string, string>>;

/** The settings as a Markdown table, one row a key, nested keys as `watchdog.action` and `mounts[].path`. */
export function renderSettings(schema: SettingsNode, folded: FoldedSettings = {}): string {
  return ["| key | default | meaning |", "|---|---|---|", ...rows(schema, "", folded)].join("\n");
}

function rows(schema: SettingsNode, prefix: string, folded: FoldedSettings = {}): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, node]) => {
    if (key === "$schema") return [];
    const meaning = folded[`${prefix}${key}`];
    if (meaning !== undefined) return [`| \`${prefix}${key}.…\` | none | ${meaning} |`];
    if (node.properties) return rows(node, `${prefix}${key}.`, folded);
    const row = `| \`${prefix}${key}\` | ${defaultOf(key, node, schema)} | ${(node.description ?? "").replaceAll("|", "\\|")} |`;
    return [row, ...(node.items?.properties ? itemRows(node.items, `${prefix}${key}[].`, schema) : [])];
  });
}

/** The keys that an item has of its own, and one row for those that it may set instead of the top. */
function itemRows(item: SettingsNode, prefix: string, top: SettingsNode): string[] {
  const shared = Object.keys(item.properties ?? {}).filter((key) => top.properties?.[key]);
  const own = Object.fromEntries(Object.entries(item.properties ?? {}).filter(([key]) => !shared.includes(key)));
  const list = shared.map((key) => `\`${key}\``).join(", ");
  return [
    ...rows({ ...item, properties: own }, prefix),
    `| \`${prefix}…\` | inherited | For this mount alone: ${list}. |`,
  ];
}

function defaultOf(key: string, node: SettingsNode, parent: SettingsNode): string {
  if (parent.required?.includes(key)) return "required";
  if (node.shownDefault !== undefined) return node.shownDefault;
  return node.default === undefined
    ? "none"
    : `\`${typeof node.default === "string" ? node.default : JSON.stringify(node.default)}\``;
}

export function replaceBetweenMarks(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`failed to update the table: there is no ${begin} … ${end}; put the marks back`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}
