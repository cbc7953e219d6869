/** As much of Markdown as the checks of the documentation need. */
export interface MarkdownPage {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
  readonly blocks: readonly CodeBlock[];
  /** What stands between backticks in running text, and the lines of code blocks. */
  readonly code: readonly string[];
}

export interface CodeBlock {
  /** Empty where nothing is said, as with blocks that are only indented. */
  readonly language: string;
  readonly text: string;
  /** Of the opening fence, or of the first indented line, counted from 1. */
  readonly line: number;
}

export function readMarkdown(text: string): MarkdownPage {
  const { blocks, prose } = splitBlocks(text);
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
  const plain = prose.replaceAll(/`[^`\n]+`/g, "");
  return {
    links: [...plain.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target),
    anchors: anchorsOf(prose),
    blocks,
    code: [...spans, ...blocks.flatMap((block) => block.text.split("\n"))],
  };
}

interface OpenBlock {
  readonly language: string;
  readonly line: number;
  readonly lines: string[];
  /** Undefined for a block that is only indented: it ends with its last indented line. */
  readonly fence: string | undefined;
}

function splitBlocks(text: string): { readonly blocks: readonly CodeBlock[]; readonly prose: string } {
  const blocks: CodeBlock[] = [];
  const prose: string[] = [];
  let open: OpenBlock | undefined;
  const close = ({ language, line, lines }: OpenBlock) => {
    blocks.push({ language, line, text: lines.join("\n").trimEnd() });
    open = undefined;
  };
  for (const [index, line] of text.split("\n").entries()) {
    const [, indent = "", language] = /^( *)```(.*)$/.exec(line) ?? [];
    if (open && open.fence === undefined && !/^(?: {4}|$)/.test(line)) close(open);
    if (open?.fence !== undefined && language !== undefined) close(open);
    else if (open) open.lines.push(withoutIndent(line, open.fence ?? "    "));
    else if (language !== undefined) open = { language: language.trim(), line: index + 1, lines: [], fence: indent };
    else if (/^ {4}\S/.test(line) && prose.at(-1) === "")
      open = { language: "", line: index + 1, lines: [line.slice(4)], fence: undefined };
    else prose.push(line);
  }
  if (open?.fence !== undefined) throw new Error(`the code block that begins in line ${open.line} has no end`);
  if (open) close(open);
  return { blocks, prose: prose.join("\n") };
}

function withoutIndent(line: string, indent: string): string {
  return line.startsWith(indent) ? line.slice(indent.length) : line;
}

/** Headings as GitHub names them: lower case, no punctuation, blanks to dashes; repeated ones are counted. */
function anchorsOf(prose: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Rows of the table that has these heads, cells as they are written. */
export function tableRows(text: string, heads: readonly string[]): string[][] {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => cells(line).join("|") === heads.join("|"));
  if (at < 0) throw new Error(`there is no table with the heads ${heads.join(", ")}`);
  const rows: string[][] = [];
  for (const line of lines.slice(at + 2)) {
    if (!line.startsWith("|")) break;
    rows.push(cells(line));
  }
  return rows;
}

function cells(line: string): string[] {
  return line.startsWith("|")
    ? line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim())
    : [];
}

/** What stands between backticks in a cell. */
export function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}
