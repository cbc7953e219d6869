import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { type Kubectl, kubectlFor } from "./kubectl.ts";
import { startWebhook, type WebhookProgram } from "./webhook-program.ts";
import { registerWebhook } from "./webhook-registration.ts";

/** A control plane that asks the built webhook, and kubectl for it. */
export interface InjectingPlane {
  readonly plane: ControlPlane;
  readonly webhook: WebhookProgram;
  readonly kubectl: Kubectl;
  close(): Promise<void>;
}

export async function startInjectingPlane(): Promise<InjectingPlane> {
  const plane = await startControlPlane();
  let webhook: WebhookProgram | undefined;
  const close = async () => {
    await webhook?.stop();
    await plane.stop();
  };
  try {
    webhook = await startWebhook(plane);
    await registerWebhook(plane, webhook);
    return { plane, webhook, kubectl: kubectlFor(plane), close };
  } catch (error) {
    await close();
    throw error;
  }
}
