import assert from "node:assert/strict";

/** Far beyond what anybody would read; what is longer has taken over the input. */
const MOST_CHARACTERS = 20_000;

/** What is said to people: there is something, on one line, without what a terminal would obey. */
export function assertSentence(text: string): void {
  assert.notEqual(text.trim(), "", "an error says nothing");
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f]/, "an error has control characters of the input");
  assert.doesNotMatch(text, /\[object Object\]|^undefined|: undefined$/);
  assert.ok(text.length <= MOST_CHARACTERS, `an error has ${text.length} characters`);
}

export function assertSentences(errors: readonly string[]): void {
  assert.ok(errors.length > 0, "it is refused without a word");
  for (const error of errors) assertSentence(error);
}
