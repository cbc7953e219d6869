import type { TestEvent } from "node:test/reporters";

/** Reporter that ends the process with the first test that fails: one is enough to have noticed. */
export default async function* endAtFirstFailure(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type } of events) if (type === "test:fail") process.exit(1);
  yield "";
}
