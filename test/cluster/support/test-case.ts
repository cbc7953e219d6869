import type { TestContext } from "node:test";

/** What support needs of a test. `passed` counts once it has ended. */
export type TestCase = Pick<TestContext, "after" | "diagnostic"> & { readonly passed?: boolean };
