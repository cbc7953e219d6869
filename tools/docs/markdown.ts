/** As much of Markdown as the checks of the documentation need. */
export interface MarkdownPage {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
  readonly blocks: readonly CodeBlock[];
  /** What stands between backticks in running text, and the lines of code blocks. */
  readonly code: readonly string[];
}

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** Of the opening fence, counted from 1. */
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

function splitBlocks(text: string): { readonly blocks: readonly CodeBlock[]; readonly prose: string } {
  const blocks: CodeBlock[] = [];
  const prose: string[] = [];
  let open: { readonly language: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^```(\w*)/.exec(line);
    if (fence && open) {
      blocks.push({ language: open.language, line: open.line, text: open.lines.join("\n") });
      open = undefined;
    } else if (fence) open = { language: fence[1] ?? "", line: index + 1, lines: [] };
    else (open ? open.lines : prose).push(line);
  }
  if (open) throw new Error(`the code block that begins in line ${open.line} has no end`);
  return { blocks, prose: prose.join("\n") };
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
