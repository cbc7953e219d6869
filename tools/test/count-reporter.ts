import type { TestEvent } from "node:test/reporters";

/** A reporter that writes nothing but the counts: `{"passed":1,"failed":0,"skipped":0}`. Suites do not count, tests do. */
export default async function* countReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of source) {
    if (event.type !== "test:pass" && event.type !== "test:fail") continue;
    if (event.data.details.type === "suite") {
      // A suite that fails of itself (a hook, a file that does not load) has no failing test below it to be counted.
      if (event.type === "test:fail" && !isEcho(event.data.details.error)) counts.failed++;
    } else if (event.data.skip !== undefined || event.data.todo !== undefined) counts.skipped++;
    else if (event.type === "test:pass") counts.passed++;
    else if (!isEcho(event.data.details.error)) counts.failed++;
  }
  yield JSON.stringify(counts);
}

/** A suite or file that failed only because something below it failed. */
function isEcho(error: unknown): boolean {
  return (error as { failureType?: string } | undefined)?.failureType === "subtestsFailed";
}
