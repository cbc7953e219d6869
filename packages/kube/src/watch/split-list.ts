/** As of a line of a watch: more than any object can have. */
const MAX_ITEM_CHARACTERS = 16 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What comes right before the list; a quote that is escaped belongs to another key. */
const ITEMS_KEY = /(?<!\\)"items"\s*:\s*$/;

/**
 * Takes a list apart while it comes, so that no more than one of its items is in memory at a time. Each item that is an
 * object is given away as JSON once it is complete; what belongs to no item comes back. Throws on an item that never
 * seems to end.
 */
export function createListSplitter(onItem: (json: string) => void): (text: string) => string {
  /** How many braces and brackets are open: 1 within the document, 2 within the list of its items, 3 within one. */
  let depth = 0;
  let inItems = false;
  let inString = false;
  let escaped = false;
  /** What there is of an item that is not complete. */
  let item = "";
  /** The end of what came outside of items, long enough for the key. */
  let before = "";

  return (text) => {
    let outside = "";
    let from = 0;
    const leaveOutside = (to: number) => {
      const piece = text.slice(from, to);
      outside += piece;
      before = (before + piece).slice(-64);
      from = to;
    };
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (inString) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) inString = false;
      } else if (code === QUOTE) inString = true;
      else if (code === OPEN_OBJECT || code === OPEN_LIST) {
        if (inItems && depth === 2) from = at;
        depth++;
        if (inItems || depth !== 2 || code !== OPEN_LIST) continue;
        leaveOutside(at);
        if (!ITEMS_KEY.test(before)) continue;
        inItems = true;
        leaveOutside(at + 1);
      } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
        depth--;
        if (!inItems || depth > 2) continue;
        if (depth === 2) {
          item += text.slice(from, at + 1);
          if (code === CLOSE_OBJECT) onItem(item);
          item = "";
        } else inItems = false;
        from = depth === 2 ? at + 1 : at;
      } else if (code === COMMA && inItems && depth === 2) from = at + 1;
    }
    if (!inItems) leaveOutside(text.length);
    else if (depth > 2) item += text.slice(from);
    if (item.length > MAX_ITEM_CHARACTERS) throw new Error("an item of the list is longer than 16 Mi characters");
    return outside;
  };
}
