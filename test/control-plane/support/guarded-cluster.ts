import { type AuditTrail, openAuditTrail } from "./audit-trail.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { type GuardInstall, installGuard } from "./guard/guard-install.ts";

/** A control plane on which the webhook is installed, but for the webhook itself: the policies are in force, and calls are counted. */
export interface GuardedCluster {
  readonly plane: ControlPlane;
  readonly install: GuardInstall;
  readonly audit: AuditTrail;
  stop(): Promise<void>;
}

export async function startGuardedCluster(): Promise<GuardedCluster> {
  const audit = openAuditTrail();
  const plane = await startControlPlane({ apiServerFlags: audit.flags });
  const install = await installGuard(plane);
  await install.enforce();
  return {
    plane,
    install,
    audit,
    async stop() {
      install.close();
      await plane.stop();
      audit.remove();
    },
  };
}
