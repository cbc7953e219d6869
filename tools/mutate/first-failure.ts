/** Loaded before the tests of a mutant: ends the process with the first that fails, since one is enough to have noticed. */
import { afterEach } from "node:test";

// Not a reporter: that hears of it only once nothing else is to be done, which may be after a test that never ends.
afterEach((context) => {
  if ("error" in context && context.error) process.exit(1);
});
