import { StringDecoder } from "node:string_decoder";

/** An object has at most 1.5 MiB in etcd; as JSON with every byte escaped it may be some times that. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

/**
 * Takes pieces of a stream and gives whole lines. What comes after the last line end waits for its rest; throws when
 * that never seems to come.
 */
export function createLineSplitter(): (chunk: Buffer) => string[] {
  const decoder = new StringDecoder("utf8");
  // Pieces of a long line are joined once, when its end is there.
  let rest: string[] = [];
  let length = 0;
  return (chunk) => {
    const [first = "", ...more] = decoder.write(chunk).split("\n");
    rest.push(first);
    length += first.length;
    if (length > MAX_LINE_CHARACTERS) throw new Error("a line of the watch is longer than 16 Mi characters");
    const last = more.pop();
    if (last === undefined) return [];
    const lines = [rest.join(""), ...more];
    rest = [last];
    length = last.length;
    return lines.filter((line) => line.trim() !== "");
  };
}
