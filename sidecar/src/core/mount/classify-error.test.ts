import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Fault, FAULTS } from "@mount-monitor/contract";
import fc from "fast-check";
import { classifyError, explainError } from "./classify-error.ts";

describe("classifyError", () => {
  const table: Readonly<Record<Exclude<Fault, "hung"> | "none", string>> = {
    dead: "ENOTCONN ESTALE ESHUTDOWN ECONNABORTED ENODEV ENXIO",
    missing: "ENOENT ENOTDIR EISDIR ELOOP ENAMETOOLONG",
    denied: "EACCES EPERM ENOKEY EKEYEXPIRED",
    backend: "EIO ETIMEDOUT EHOSTDOWN EREMOTEIO EAGAIN EBADMSG EUCLEAN WHATEVER",
    none: "EMFILE ENFILE ENOMEM EINTR",
  };
  for (const [fault, codes] of Object.entries(table)) {
    for (const code of codes.split(" "))
      it(`${code} is ${fault}`, () => assert.equal(classifyError(code), fault === "none" ? undefined : fault));
  }
  it("takes an error without a code for the backend's", () => assert.equal(classifyError(undefined), "backend"));
  it("gives a fault or nothing for any code", () => {
    const code = fc.oneof(fc.string(), fc.constantFrom("constructor", "toString", "__proto__"));
    fc.assert(
      fc.property(code, (code) => {
        const fault = classifyError(code);
        assert.ok(fault === undefined || FAULTS.includes(fault), code);
        assert.ok(explainError("open it", code).startsWith(`failed to open it: ${code}`));
        assert.ok(!explainError("open it", code).includes("function"));
      }),
    );
  });
});

describe("explainError", () => {
  it("says what to do where that is known", () => {
    assert.equal(
      explainError("read the canary", "ENOTCONN"),
      "failed to read the canary: ENOTCONN; the FUSE daemon is gone; mount it again",
    );
    assert.equal(explainError("read the canary", "EUCLEAN"), "failed to read the canary: EUCLEAN");
    assert.equal(explainError("read the canary", undefined), "failed to read the canary: unknown error");
  });
});
