import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { found, subjectOf } from "../finding.ts";
import { renderText } from "./render-text.ts";

const plain = (text: string) => text;
const pods = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);
const finding = (count: number) =>
  found("not-injected", subjectOf("Deployment", "plex", "media"), "it is", { pods: pods(count), advice: "this" });

describe("renderText", () => {
  it("names up to six pods, and counts the others", () => {
    assert.match(renderText([finding(6)], plain), /^ {9}pods: p0, p1, p2, p3, p4, p5$/m);
    assert.match(renderText([finding(7)], plain), /^ {9}pods: p0, p1, p2, p3, p4 and 2 more$/m);
  });

  it("colours what is bad, the subject and the code, and nothing else", () => {
    const painted = renderText([finding(1)], (text, colour) => `<${colour}>${text}</>`);
    assert.equal(
      painted.split("\n")[0],
      "<red>problem  </><bold>Deployment media/plex</>: it is <dim>(not-injected)</>",
    );
  });
});
